/** Which addresses a user's URL may not lead to, and why: this machine, its networks, and what clouds put beside it. */
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Ranges and what they are for, as a refusal says it. (IANA special-purpose registries; RFC 6890 and later) */
const RANGES: [what: string, ranges: string[]][] = [
  // Azure's is a public one; Alibaba's lies in a carrier's range, AWS's IPv6 one in a private range.
  ['the metadata of a cloud', ['169.254.169.254/32', '168.63.129.16/32', '100.100.100.200/32', 'fd00:ec2::254/128']],
  ['this machine', ['0.0.0.0/8', '127.0.0.0/8', '::/127']],
  ['a private network', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10']],
  ['this link alone', ['169.254.0.0/16', 'fe80::/10']],
  ['many machines at once', ['224.0.0.0/4', 'ff00::/8']],
  [
    'no public server',
    [
      '192.0.0.0/24',
      '192.0.2.0/24',
      '192.88.99.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '240.0.0.0/4',
    ],
  ],
  // What these stand for is known only to a gateway.
  ['a tunnel', ['2001::/32', '64:ff9b:1::/48']],
  ['no public server', ['2001:db8::/32', '3fff::/20']],
]

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4')

/** `10.0.0.0/8`, or one address; undefined for anything else. */
export function toRange(text: string): BlockList | undefined {
  const [address = '', bits] = text.replace(/^\[|\]$/g, '').split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!
  if (most < 0 || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most))) return undefined
  const list = new BlockList()
  list.addSubnet(address, bits === undefined ? most : Number(bits), familyOf(address))
  return list
}

const LISTS = RANGES.map(([what, ranges]) => [what, ranges.map((range) => toRange(range)!)] as const)
const GLOBAL = toRange('2000::/3')!

export const isWithin = (address: string, list: BlockList): boolean => list.check(address, familyOf(address))

const LOOPBACK = [toRange('127.0.0.0/8')!, toRange('::1')!]
export const isLoopback = (address: string): boolean => LOOPBACK.some((range) => isWithin(address, range))

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = [], tail = []] = plain.split('::').map((part) => part.split(':').filter(Boolean))
  const middle = plain.includes('::') ? new Array<string>(8 - head.length - tail.length).fill('0') : []
  return [...head, ...middle, ...tail].map((group) => Number.parseInt(group, 16))
}

/** The IPv4 address that an IPv6 address leads to: mapped, compatible, translated or 6to4. */
export function innerIPv4(address: string): string | undefined {
  if (!isIPv6(address)) return undefined
  const [a, b, c, d, e, f, g = 0, h = 0] = groupsOf(address)
  const write = (high: number, low: number): string => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
  if (a === 0x2002) return write(b!, c!)
  const isZero = [b, c, d, e].every((group) => group === 0)
  const isTranslated = a === 0x64 && b === 0xff9b && [c, d, e, f].every((group) => group === 0)
  // `::ffff:0:127.0.0.1` is what stateless translators use.
  const isMapped = a === 0 && isZero && f === 0xffff
  const isShifted = a === 0 && b === 0 && c === 0 && d === 0 && e === 0xffff && f === 0
  const isCompatible = a === 0 && isZero && f === 0 && (g !== 0 || h > 1)
  return isTranslated || isMapped || isShifted || isCompatible ? write(g, h) : undefined
}

/** What an address is, when a user's URL may not lead there; undefined when it may. */
export function refusalOf(address: string): string | undefined {
  // The part after % names an interface of this machine.
  const plain = address.split('%')[0]!
  if (!isIP(plain)) return 'no address'
  const inner = innerIPv4(plain)
  if (inner) return refusalOf(inner)
  const found = LISTS.find(([, ranges]) => ranges.some((range) => isWithin(plain, range)))
  if (found) return found[0]
  return isIPv6(plain) && !isWithin(plain, GLOBAL) ? 'no public server' : undefined
}
