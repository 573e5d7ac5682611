import { expect, test } from 'vitest'
import { refusalOf, toRange } from './addresses.ts'

const MACHINE = 'this machine'
const PRIVATE = 'a private network'
const LINK = 'this link alone'
const CLOUD = 'the metadata of a cloud'
const MANY = 'many machines at once'
const NONE = 'no public server'
const TUNNEL = 'a tunnel'

test.each([
  ['0.0.0.0', MACHINE],
  ['0.1.2.3', MACHINE],
  ['127.0.0.1', MACHINE],
  ['127.255.255.254', MACHINE],
  ['10.0.0.1', PRIVATE],
  ['10.255.255.255', PRIVATE],
  ['172.16.0.1', PRIVATE],
  ['172.31.255.255', PRIVATE],
  ['192.168.1.1', PRIVATE],
  ['100.64.0.1', PRIVATE],
  ['100.127.255.255', PRIVATE],
  ['169.254.1.1', LINK],
  ['169.254.169.254', CLOUD],
  ['168.63.129.16', CLOUD],
  ['100.100.100.200', CLOUD],
  ['192.0.0.170', NONE],
  ['192.0.2.7', NONE],
  ['192.88.99.1', NONE],
  ['198.18.0.1', NONE],
  ['198.51.100.9', NONE],
  ['203.0.113.9', NONE],
  ['224.0.0.1', MANY],
  ['239.255.255.250', MANY],
  ['240.0.0.1', NONE],
  ['255.255.255.255', NONE],
  ['::', MACHINE],
  ['::1', MACHINE],
  ['0:0:0:0:0:0:0:1', MACHINE],
  ['fc00::1', PRIVATE],
  ['fdff::1', PRIVATE],
  ['fd00:ec2::254', CLOUD],
  ['fec0::1', PRIVATE],
  ['fe80::1', LINK],
  ['fe80::1%eth0', LINK],
  ['febf::1', LINK],
  ['ff02::1', MANY],
  ['100::1', NONE],
  ['5f00::1', NONE],
  ['2001:db8::1', NONE],
  ['3fff::1', NONE],
  ['2001:0:4136:e378::1', TUNNEL],
  ['64:ff9b:1::1', TUNNEL],
  // IPv4 in the clothes of IPv6: mapped, written both ways, shifted, compatible, translated, 6to4.
  ['::ffff:127.0.0.1', MACHINE],
  ['::ffff:7f00:1', MACHINE],
  ['0:0:0:0:0:ffff:a9fe:a9fe', CLOUD],
  ['::ffff:0:10.0.0.1', PRIVATE],
  ['::192.168.0.1', PRIVATE],
  ['64:ff9b::169.254.169.254', CLOUD],
  ['2002:7f00:1::', MACHINE],
  ['2002:c0a8:101::1', PRIVATE],
  ['localhost', 'no address'],
  ['', 'no address'],
])('%s is %s', (address, what) => {
  expect(refusalOf(address)).toBe(what)
})

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '169.253.255.255',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.1',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '2002:808:808::1',
])('%s is somebody on the internet', (address) => {
  expect(refusalOf(address)).toBeUndefined()
})

test('what is no address and no range is none', () => {
  for (const text of ['', 'x', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '::/129', '10.0.0'])
    expect(toRange(text), text).toBeUndefined()
  for (const text of ['10.0.0.0/8', '::1', '[::1]', 'fd00::/8', '0.0.0.0/0']) expect(toRange(text), text).toBeDefined()
})
