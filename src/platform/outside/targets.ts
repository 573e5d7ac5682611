/** Decides where a URL that a user gave may lead: resolved once, each address judged, the answer kept for the connection. */
import { lookup } from 'node:dns/promises'
import { type BlockList, isIP } from 'node:net'
import { Failure, invalid } from '../../lib/failure.ts'
import { innerIPv4, isLoopback, isWithin, refusalOf, toRange } from './addresses.ts'

export interface Address {
  address: string
  family: number
}

export type Resolve = (host: string) => Promise<Address[]>

export interface Target {
  url: URL
  /** All of them were judged; a connection may use no other. */
  addresses: Address[]
}

interface Exception {
  name?: string
  range?: BlockList
  port?: string
}

const SETTING = 'BELLWETHER_ALLOWED_TARGETS'

/** One of `name`, `name:port`, an address with or without port, `10.0.0.0/8`. */
function toException(text: string): Exception {
  const range = toRange(text)
  if (range) return { range }
  const { host, port } = /^(?<host>\[[^\]]+\]|[^:]+)(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {}
  const of = host ? toRange(host) : undefined
  if (of) return { range: of, port }
  if (!host || !/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(host))
    throw invalid(
      `Setting 'allowed_targets' has '${text}'. Give names, name:port, addresses, or ranges such as 10.0.0.0/8.`,
    )
  return { name: host.toLowerCase(), port }
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80')
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true })

export function createTargets(allowed: string[], resolve: Resolve = resolveAll) {
  const exceptions = allowed.map(toException)
  const isNamed = (url: URL): boolean =>
    exceptions.some(({ name, port }) => name === hostOf(url) && (port ?? portOf(url)) === portOf(url))
  const isInRange = (url: URL, address: string): boolean =>
    exceptions.some(
      ({ range, port }) =>
        range !== undefined &&
        (port ?? portOf(url)) === portOf(url) &&
        (isWithin(address, range) || isWithin(innerIPv4(address) ?? address, range)),
    )

  function read(text: string, field: string): URL {
    const url = URL.parse(text)
    if (!url) throw invalid(`Field '${field}' must be a complete URL, such as https://example.com/hook.`)
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw invalid(`Field '${field}' must begin with http:// or https://, not ${url.protocol}//.`)
    if (url.username || url.password)
      throw invalid(`Field '${field}' must not hold a name or password: URLs are shown and logged.`)
    return url
  }

  /** Judges a URL; `field` names it in messages; `loopback` lets it lead to this machine's own address. */
  async function judge(text: string, field: string, loopback = false): Promise<Target> {
    const url = read(text, field)
    const host = hostOf(url)
    const addresses = isIP(host)
      ? [{ address: host, family: isIP(host) }]
      : await resolve(host).catch((error: NodeJS.ErrnoException) => {
          throw new Failure(
            'INVALID_PARAMETER_VALUE',
            `Field '${field}' names '${host}', which cannot be resolved (${error.code ?? error.message}).`,
            { cause: error },
          )
        })
    if (addresses.length === 0) throw invalid(`Field '${field}' names '${host}', which has no address.`)
    if (isNamed(url)) return { url, addresses }
    for (const { address } of addresses) {
      const isAllowed = isInRange(url, address) || (loopback && isLoopback(address))
      const what = isAllowed ? undefined : refusalOf(address)
      if (what) throw invalid(refuse(field, host, address, what))
    }
    return { url, addresses }
  }
  return { judge }
}

const refuse = (field: string, host: string, address: string, what: string): string =>
  `Field '${field}' leads to ${host === address ? address : `${host} (${address})`}, which is ${what}. If that is meant, whoever runs this server adds it to ${SETTING}.`

export type Targets = ReturnType<typeof createTargets>
