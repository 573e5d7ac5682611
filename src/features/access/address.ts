/** From where a request comes: a proxy on this machine says for whom it asks; nobody else is believed. */
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { isLoopback } from '../../platform/config.ts'

/** IPv4 as it comes in a socket of IPv6. */
const plain = (address: string): string => /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1] ?? address

export function addressOf({ headers, ip: socket }: Pick<FastifyRequest, 'headers' | 'ip'>): string {
  const ip = plain(socket)
  const given = headers['x-forwarded-for']
  if (given === undefined || !isLoopback(ip)) return ip
  return String(given).split(',').at(-1)!.trim().slice(0, 100) || ip
}

function networkOf6(address: string): string {
  const [head, tail] = address.split('::').map((part) => (part ? part.split(':') : []))
  const zeros = tail ? Array<string>(Math.max(0, 8 - head!.length - tail.length)).fill('0') : []
  const groups = [...head!, ...zeros, ...(tail ?? [])].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** The neighbourhood of an address, within which people and machines move: /24 of IPv4, /64 of IPv6. */
export function networkOf(given: string): string {
  const address = plain(given)
  const kind = isIP(address)
  if (kind === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  return kind === 6 ? networkOf6(address) : address
}

/** Whom a limit is for: one address of IPv4; of IPv6 everybody has a whole network. */
export const sourceOf = (given: string): string => (isIP(plain(given)) === 6 ? networkOf(given) : plain(given))
