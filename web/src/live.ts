/**
 * What happens on the server, as it happens. Browsers allow six connections per host, so one tab (Web Locks)
 * holds the stream and tells the others (BroadcastChannel); whoever leads next resumes behind the last event.
 */
import { urlOf } from './place.ts'
import { readEvents, type StreamEvent } from './stream.ts'

export type LiveState = 'connecting' | 'live' | 'polling' | 'offline'

/** `poll` is ours: anything may have changed, ask again. */
export interface LiveEvent {
  name: string
  data: unknown
}

type Message = { event: LiveEvent; id: string | undefined } | { state: LiveState } | { hello: true }

const POLL_MS = 4_000
/** Without the route for a stream, how many polls before asking for it again. */
const POLLS_BEFORE_RETRY = 15
/** The server sends a comment at least this often; silence beyond means a dead connection. */
const SILENCE_MS = 45_000

const listeners = new Set<(event: LiveEvent) => void>()
const watchers = new Set<() => void>()
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`bellwether-live:${urlOf('')}`) : undefined
let state: LiveState = 'connecting'
let lastId: string | undefined
let isLeading = false

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Calls `listener` for every event; returns how to stop. */
export function onLive(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function onLiveState(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const liveState = (): LiveState => state

function take(message: Message): void {
  if ('hello' in message) {
    if (isLeading) channel?.postMessage({ state } satisfies Message)
  } else if ('state' in message) {
    state = message.state
    for (const watcher of watchers) watcher()
  } else {
    lastId = message.id ?? lastId
    for (const listener of listeners) listener(message.event)
  }
}

/** Takes the message here and in every other tab. */
function share(message: Message): void {
  take(message)
  channel?.postMessage(message)
}

const poll = (): void => share({ event: { name: 'poll', data: null }, id: undefined })

async function pollFor(times: number): Promise<void> {
  share({ state: navigator.onLine ? 'polling' : 'offline' })
  for (let i = 0; i < times; i++) {
    await wait(POLL_MS)
    poll()
  }
}

const toLive = ({ name, data }: StreamEvent): LiveEvent => {
  try {
    return { name, data: JSON.parse(data) as unknown }
  } catch {
    return { name, data }
  }
}

/** Reads the stream until it ends; false when the server has none. */
async function follow(): Promise<boolean> {
  const abort = new AbortController()
  const reply = await fetch(urlOf('/api/v1/events/stream'), {
    headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
    cache: 'no-store',
    signal: abort.signal,
  })
  if (!reply.ok || !reply.body) return reply.status >= 500
  share({ state: 'live' })
  // Points are not kept in the log: whoever was away asks again.
  if (lastId !== undefined) poll()
  let watchdog = 0
  const alive = (): void => {
    clearTimeout(watchdog)
    watchdog = window.setTimeout(() => abort.abort(), SILENCE_MS)
  }
  try {
    for await (const event of readEvents(reply.body, alive)) share({ event: toLive(event), id: event.id })
  } finally {
    clearTimeout(watchdog)
  }
  return true
}

async function lead(): Promise<never> {
  isLeading = true
  for (let failures = 0; ; failures++) {
    try {
      if (await follow()) failures = 0
      else await pollFor(POLLS_BEFORE_RETRY)
    } catch {
      share({ state: 'offline' })
      poll()
    }
    await wait(Math.min(10_000, 500 * 2 ** Math.min(failures, 5)))
  }
}

/** Starts once, for the life of the tab. */
export function startLive(): void {
  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Message>) => take(data)
    channel.postMessage({ hello: true } satisfies Message)
  }
  // Off localhost without TLS there are no locks: each tab polls rather than holding a connection of its own.
  if (navigator.locks && channel) void navigator.locks.request(`bellwether-live:${urlOf('')}`, lead)
  else void pollFor(Number.POSITIVE_INFINITY)
}
