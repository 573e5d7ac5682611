/** Sends what is due, and decides what becomes of what was not received: tried again ever later, then given up. */
import type { Logger } from 'pino'
import { Failure } from '../../lib/failure.ts'
import type { Db } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import type { Outside, OutsideReply } from '../../platform/outside/fetch.ts'
import type { RootKey } from '../../platform/root-key.ts'
import { createWorker, type Worker } from '../../platform/worker.ts'
import { messageOf, signed } from './form.ts'
import type { Message } from './message.ts'
import type { EventRow, WebhookReads } from './reads.ts'
import type { Attempt, HookRow, TakenRow, WebhookStore } from './store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** How long after a failed attempt the next one comes: a receiver may be away over a weekend. */
export const RETRY_MS = [
  5_000,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  8 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
]
const TIMEOUT_MS = 10_000
/** What the process that dies in the middle of it leaves is tried again after this. */
const LEASE_MS = 3 * TIMEOUT_MS
/** At once; of one receiver, so that a slow one keeps nobody else waiting. */
const PORTION = 20
const OF_ONE = 4
const MAX_REPLY_BYTES = 64 << 10
const GONE = 410
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS

export interface Sent extends Attempt {
  retryAfterMs?: number
  /** What the receiver answered. */
  reply?: string
}

export interface Sender extends Worker {
  /** One attempt, now. */
  send(hook: HookRow, message: Message): Promise<Sent>
}

interface Parts {
  db: Db
  store: WebhookStore
  reads: WebhookReads
  events: Events
  outside: Outside
  key: () => RootKey
  now: () => number
  log: Logger
}

const wrongKey = (): string =>
  'This server has another secret key than the one that made this webhook. Give all servers of the database the same BELLWETHER_SECRET_KEY, put secret.key back from a backup, or renew the secret.'

/** Who it was about was erased meanwhile. */
const FORGOTTEN: Sent = { status: null, took_ms: null, error: 'What there was to tell is not known any more.' }

const retryAfterOf = ({ headers }: OutsideReply): number | undefined => {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS) : undefined
}

export function createSender({ db, store, reads, events, outside, key, now, log }: Parts): Sender {
  async function send(hook: HookRow, message: Message): Promise<Sent> {
    if (hook.key_id !== key().id) return { status: null, took_ms: null, error: wrongKey() }
    const began = performance.now()
    const took = (): number => Math.round(performance.now() - began)
    try {
      const reply = await outside.fetch(hook.url, {
        method: 'POST',
        headers: signed(key(), hook, message, now()),
        body: message.body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_REPLY_BYTES,
      })
      const { status } = reply
      const text = reply.body.toString()
      if (status >= 200 && status < 300) return { status, took_ms: took(), error: null, reply: text }
      const retryAfterMs = retryAfterOf(reply)
      return {
        ...{ status, took_ms: took(), reply: text, error: `The receiver answered ${status}, not 2xx.` },
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return { status: null, took_ms: took(), error: error.message }
    }
  }

  /** Two days without a single one received: nobody listens there. */
  async function stop({ hook, id }: TakenRow, why: string): Promise<void> {
    await db.transaction().execute(async (tx) => {
      if (!(await store.stop(tx, hook.workspace_id, hook.id, why))) return
      await store.giveUp(tx, hook.workspace_id, hook.id, 'the webhook was stopped')
      await events.append(tx, {
        ...{ workspace: hook.workspace_id, name: 'webhook.stopped', kind: 'webhook', id: String(hook.id) },
        details: { name: hook.name, why },
      })
    })
    log.warn({ webhook: hook.id, delivery: String(id) }, `webhook '${hook.name}' is stopped: ${why}`)
  }

  async function deliver(due: TakenRow, event: EventRow): Promise<void> {
    const { hook, id } = due
    const message = messageOf(hook, event)
    const { retryAfterMs = 0, ...attempt } = message ? await send(hook, message) : FORGOTTEN
    const attempts = due.attempts + 1
    const retryMs = message && RETRY_MS[due.attempts]
    const note = (state: 'waiting' | 'done' | 'failed', at = now()) =>
      store.note(hook.workspace_id, id, { ...attempt, attempts, state, at: new Date(at) })
    if (attempt.error === null) return note('done')
    if (attempt.status === GONE) {
      await note('failed')
      return stop(due, 'the receiver answered 410: it is gone for good')
    }
    if (retryMs !== undefined) return note('waiting', now() + Math.max(retryMs, retryAfterMs))
    await note('failed')
    const since = new Date(now() - RETRY_MS.reduce((sum, ms) => sum + ms, 0))
    if (!(await store.receivedSince(hook.workspace_id, hook.id, since)))
      await stop(due, `nothing was received for ${RETRY_MS.length + 1} attempts: ${attempt.error}`)
  }

  const worker = createWorker({
    ...{ what: 'sending webhooks', log, everyMs: 500, pollMs: 2_000, retryMs: 10_000 },
    async pass() {
      const at = now()
      const due = await store.take(new Date(at), new Date(at + LEASE_MS), PORTION, OF_ONE)
      const about = due.length ? await reads.events(due.map(({ event_id }) => event_id)) : new Map<never, never>()
      await Promise.all(due.map((each) => deliver(each, about.get(each.event_id)!)))
      return due.length > 0
    },
  })
  return { ...worker, send }
}
