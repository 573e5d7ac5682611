/** The real application on a real database for a test file, spoken to through its contracts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import type { Route } from '../../src/lib/contract.ts'
import { parseJson, toJson } from '../../src/lib/json.ts'
import { localBlobs } from '../../src/platform/blobs/local.ts'
import { type Config, loadConfig } from '../../src/platform/config.ts'
import { database, type TestDatabase } from './database.ts'

export interface Reply {
  status: number
  body: Record<string, unknown>
  headers: Record<string, unknown>
}

export interface TestServer {
  app: App
  database: TestDatabase
  config: Config
  dataDir: string
  /** Calls a route of a contract; a refusal throws an error with `status` and `code`. */
  call<I, O>(route: Route<I, O>, input: I): Promise<O>
  /** Sends anything, for what a contract would not allow. */
  send(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  /** Moves the server's clock, in milliseconds. */
  advance(ms: number): void
  now(): number
  /** Makes the server listen on a free port of 127.0.0.1; returns its URL. */
  listen(): Promise<string>
}

const METHODS_WITH_QUERY = new Set(['GET'])

export function toQuery(input: object): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(input))
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) query.append(key, String(item))
  return query.size ? `?${query}` : ''
}

/** Fills `:name` parts of the path; what remains travels as query or body. */
export function fillPath(path: string, input: Record<string, unknown>): { url: string; rest: Record<string, unknown> } {
  const rest = { ...input }
  const url = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = encodeURIComponent(String(rest[name]))
    delete rest[name]
    return value
  })
  return { url, rest }
}

interface Options {
  config?: Partial<Config>
  /** The clock stands still there until `advance` moves it. */
  now?: number
  /** Another server's database: two processes of one installation. */
  database?: TestDatabase
}

export async function server(options: Options = {}): Promise<TestServer> {
  const db = options.database ?? (await database())
  const dataDir = mkdtempSync(join(tmpdir(), 'bellwether-data-'))
  const config = { ...loadConfig({ data_dir: dataDir, port: 0 }, {}, dataDir), ...options.config }
  let offset = 0
  const now = (): number => (options.now ?? Date.now()) + offset
  const without = process.env.BELLWETHER_PROVE_WITHOUT
  const app = createApp({
    config,
    log: pino({ level: process.env.BELLWETHER_TEST_LOG ?? 'silent' }),
    database: db,
    connection: db.connection,
    blobs: localBlobs(config.blobs),
    now,
    ...(without && { without }),
  })
  await app.start()
  await app.http.app.ready()
  afterAll(async () => {
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const send: TestServer['send'] = async (method, url, body, headers = {}) => {
    const text = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : toJson(body)
    const reply = await app.http.app.inject({
      method: method as 'GET',
      url,
      headers: { host: '127.0.0.1', ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(text !== undefined && { payload: text }),
    })
    const isJson = /\bjson\b/.test(String(reply.headers['content-type']))
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: (isJson ? parseJson(reply.body) : { text: reply.body }) as Record<string, unknown>,
    }
  }

  return {
    app,
    database: db,
    config,
    dataDir,
    send,
    async call<I, O>(route: Route<I, O>, input: I): Promise<O> {
      const { url, rest } = fillPath(route.path, input as Record<string, unknown>)
      const inQuery = METHODS_WITH_QUERY.has(route.method)
      const { status, body } = await send(route.method, inQuery ? url + toQuery(rest) : url, inQuery ? undefined : rest)
      if (status >= 400)
        throw Object.assign(new Error(String(body.message ?? body.detail)), {
          status,
          code: body.error_code ?? body.code,
        })
      return body as O
    },
    advance: (ms) => {
      offset += ms
    },
    now,
    async listen() {
      await app.http.app.listen({ host: '127.0.0.1', port: 0 })
      return `http://127.0.0.1:${(app.http.app.server.address() as { port: number }).port}`
    },
  }
}
