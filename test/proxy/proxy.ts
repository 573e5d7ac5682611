/** Real proxies before a server, set up in the ways in which people put one below a path. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createProxyServer } from 'http-proxy-3'
import { afterAll } from 'vitest'
import { ownedServer } from '../harness/accounts.ts'

export const PREFIX = '/ml/tower'

export interface Way {
  what: string
  /** What the server is told of the path it lies below. */
  basePath: string
  /** Takes the prefix off the path before it passes a request on. */
  strips?: boolean
  /** Says what it took off. */
  tells?: boolean
  /** Puts the server's own name in place of the one that was asked for. */
  renames?: boolean
}

export const WAYS: Way[] = [
  { what: 'that passes paths on as they are', basePath: PREFIX },
  { what: 'that takes the prefix off', basePath: PREFIX, strips: true },
  { what: 'that takes the prefix off and says so', basePath: '', strips: true, tells: true },
  { what: 'that asks under another name', basePath: PREFIX, renames: true },
]

/** A server without and one with a base path, both with an owner: too many servers in one file would use up the database. */
export async function servers() {
  const bare = await ownedServer()
  const below = await ownedServer({ config: { basePath: PREFIX } })
  const [bareUrl, belowUrl] = [await bare.listen(), await below.listen()]
  const behind = async (way: Way) => ({
    ...(way.basePath ? below : bare),
    what: way.what,
    host: await proxyTo(way.basePath ? belowUrl : bareUrl, way),
  })
  return { bare, ways: await Promise.all(WAYS.map(behind)) }
}

/** Listens on a free port; requests elsewhere than below the prefix are somebody else's. Returns its address. */
export async function proxyTo(target: string, { strips, tells, renames }: Way): Promise<string> {
  const proxy = createProxyServer({ target, xfwd: true, ...(renames && { changeOrigin: true }) })
  proxy.on('error', (_error, _request, reply) => void reply?.destroy())
  const server = createServer((request, reply) => {
    const url = request.url ?? ''
    if (!url.startsWith(`${PREFIX}/`)) return reply.writeHead(404).end('not here')
    // A client's own words about proxies end at the first one.
    delete request.headers['x-forwarded-prefix']
    if (strips) request.url = url.slice(PREFIX.length)
    if (tells) request.headers['x-forwarded-prefix'] = PREFIX
    proxy.web(request, reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    proxy.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
