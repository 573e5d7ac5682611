/** Wakes up when a run may have changed: by the server's event stream, and by the clock where that does not get through. */
import { setTimeout as sleep } from 'node:timers/promises'
import { activity } from '../../features/activity/contract.ts'
import type { Client } from '../client.ts'

export interface Message {
  id: string | undefined
  event: string
  data: string
}

/** Splits a server-sent stream into its messages; comments keep the line alive and say nothing. */
export async function* readMessages(body: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const text = rest + decoder.decode(chunk, { stream: true })
    // A carriage return at the end may be the first half of a line break.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const blocks = whole.replace(/\r\n?/g, '\n').split('\n\n')
    rest = blocks.pop()! + text.slice(whole.length)
    for (const block of blocks) {
      const message = toMessage(block)
      if (message) yield message
    }
  }
}

function toMessage(block: string): Message | undefined {
  const data: string[] = []
  const message: Message = { id: undefined, event: 'message', data: '' }
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []
    if (field === 'data') data.push(value)
    else if (field === 'event') message.event = value
    else if (field === 'id') message.id = value
  }
  if (data.length === 0 && message.id === undefined) return undefined
  return { ...message, data: data.join('\n') }
}

/** Waits that others can cut short. */
function alarm(signal: AbortSignal) {
  let ring: () => void = () => undefined
  let rung = false
  signal.addEventListener('abort', () => ring(), { once: true })
  return {
    ring(): void {
      rung = true
      ring()
    },
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          ring = () => undefined
          rung = false
          resolve()
        }
        const timer = setTimeout(done, ms)
        if (rung || signal.aborted) done()
        else ring = done
      }),
  }
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

interface Pace {
  /** While the stream is open it says what happens; the clock only covers for what got lost. */
  streamingMs: number
  pollingMs: number
}

/** Yields whenever the run may have changed, until the signal. */
export async function* changes(
  client: Client,
  runId: string,
  signal: AbortSignal,
  { streamingMs, pollingMs }: Pace = { streamingMs: 15_000, pollingMs: 2_000 },
): AsyncGenerator<void> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const bell = alarm(both)
  let streaming = false
  let lastId: string | undefined

  async function listen(): Promise<void> {
    const reply = await client.send(
      activity.stream,
      {},
      {
        headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
        signal: both,
      },
    )
    if (!reply.body || !reply.headers.get('content-type')?.includes('text/event-stream')) return
    streaming = true
    // What happened while nobody listened.
    bell.ring()
    for await (const message of readMessages(reply.body)) {
      if (message.id) lastId = message.id
      if (message.data.includes(runId)) bell.ring()
    }
  }
  async function keepListening(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (!both.aborted) {
      await listen().catch(() => undefined)
      pauseMs = streaming ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      // From here on the clock alone wakes, so its pace changes now.
      if (streaming) bell.ring()
      streaming = false
      await sleep(pauseMs, undefined, { signal: both }).catch(() => undefined)
    }
  }
  const listening = keepListening()
  try {
    while (!signal.aborted) {
      await bell.wait(streaming ? streamingMs : pollingMs)
      if (!signal.aborted) yield
    }
  } finally {
    stop.abort()
    await listening
  }
}
