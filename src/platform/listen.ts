/** One connection that hears PostgreSQL's notifications, so that replicas tell each other what happened. */
import pg from 'pg'
import type { Logger } from 'pino'
import { LOCKS } from './locks.ts'

export interface Listener {
  on(channel: string, handler: (payload: string) => void): Promise<void>
  close(): Promise<void>
}

const RETRY_MS = 500

/**
 * Its connection also says to others that the database is in use: nobody changes the schema meanwhile.
 * Connects again after an outage and then calls every handler once with an empty payload: something may have been missed.
 */
export function createListener(connection: pg.PoolConfig, log: Logger): Listener {
  const handlers = new Map<string, ((payload: string) => void)[]>()
  let client: pg.Client | undefined
  let connecting: Promise<void> | undefined
  let closed = false

  const connect = async (): Promise<void> => {
    const next = new pg.Client(connection)
    next.on('error', () => undefined)
    next.on('end', () => {
      if (client === next) client = undefined
      if (!closed) setTimeout(() => void ensure(true), RETRY_MS).unref()
    })
    next.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '')
    })
    await next.connect()
    await next.query('select pg_advisory_lock_shared($1)', [LOCKS.serving])
    for (const channel of handlers.keys()) await next.query(`listen ${pg.escapeIdentifier(channel)}`)
    client = next
  }
  const ensure = (again = false): Promise<void> => {
    if (client || closed) return Promise.resolve()
    connecting ??= connect()
      .then(() => {
        if (again) for (const list of handlers.values()) for (const handler of list) handler('')
      })
      .catch((error: Error) => {
        log.debug({ err: error }, 'listening for notifications failed; trying again')
        if (!closed) setTimeout(() => void ensure(true), RETRY_MS).unref()
      })
      .finally(() => {
        connecting = undefined
      })
    return connecting
  }

  return {
    async on(channel, handler) {
      const known = handlers.get(channel)
      if (known) return void known.push(handler)
      handlers.set(channel, [handler])
      if (client) await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      else await ensure()
    },
    async close() {
      closed = true
      await client?.end()
    },
  }
}
