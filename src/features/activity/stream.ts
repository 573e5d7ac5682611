/** One live stream: the log from a place on, then as it grows; slow readers are waited for, dead ones dropped. */
import type { ServerResponse } from 'node:http'
import { toJson } from '../../lib/json.ts'
import type { Feed, Reader, View } from './feed.ts'
import type { EventRow } from './reads.ts'

const BEAT_MS = 15_000
/** One that has taken nothing for this many heartbeats is gone. */
const MAX_UNTAKEN = 4

interface Options {
  feed: Feed
  reader: Reader
  view: View
  /** The last event that the client has. */
  after: number
  response: ServerResponse
  /** Throws when the caller may not read any more. */
  check(): Promise<unknown>
  toEvent(row: EventRow): unknown
}

/** Returns when the response has taken what was written, or is closed. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (response.closed) return resolve()
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })

/** Writes until the client, the server or the caller's access ends. */
export async function stream({ feed, reader, view, after, response, check, toEvent }: Options): Promise<void> {
  let seq = after
  let beats = 0
  const timer = setInterval(() => {
    if (++beats > MAX_UNTAKEN) response.destroy()
    reader.wake()
  }, BEAT_MS).unref()
  const write = async (text: string): Promise<void> => {
    if (text && !response.destroyed && !response.write(text)) await drained(response)
  }
  try {
    await write('retry: 2000\n\n')
    while (!reader.closed) {
      const seen = reader.version
      const { events, upto, full } = await feed.read(view, seq)
      const runs = reader.takeRuns()
      if (events.length || runs.length) await check()
      let text = events.map((row) => `id: ${row.seq}\nevent: ${row.name}\ndata: ${toJson(toEvent(row))}\n\n`).join('')
      if (runs.length) text += `event: points\ndata: ${JSON.stringify({ runs })}\n\n`
      if (beats) text += ': still here\n\n'
      await write(text)
      beats = 0
      seq = upto
      if (!full) await reader.wait(seen)
    }
  } finally {
    clearInterval(timer)
    reader.close()
    if (!response.destroyed) response.end()
  }
}
