/** How far a transfer is: a bar on a terminal, nothing elsewhere. */
import { bytes, duration } from '../words.ts'

export interface Progress {
  /** Counts bytes that were moved now; the rate is theirs. */
  add(bytes: number): void
  /** Counts bytes that were there already. */
  skip(bytes: number): void
  end(): void
}

const EVERY_MS = 100
const BAR = 24

/** The line that is drawn; `perMs` is the rate in bytes. */
export function lineOf(label: string, done: number, total: number, perMs: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 1
  const filled = Math.round(share * BAR)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled)
  const remaining = perMs > 0 ? duration((total - done) / perMs) : 'unknown time'
  return `${label}  ${bar}  ${bytes(done)} of ${bytes(total)}, ${bytes(Math.round(perMs * 1_000))}/s, ${remaining} left`
}

export function progress(label: string, total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  const start = performance.now()
  let moved = 0
  let there = 0
  let drawnAt = 0
  if (!out.isTTY) return { add: () => undefined, skip: () => undefined, end: () => undefined }
  const draw = (): void => {
    const now = performance.now()
    if (now - drawnAt < EVERY_MS) return
    drawnAt = now
    out.write(
      `\r\x1b[2K${lineOf(label, moved + there, total, moved / Math.max(1, now - start)).slice(0, out.columns - 1)}`,
    )
  }
  return {
    add(count) {
      moved += count
      draw()
    },
    skip(count) {
      there += count
      draw()
    },
    end: () => void out.write('\r\x1b[2K'),
  }
}

/** Runs `work` over all items, a few at a time; the first failure ends it. */
export async function inParallel<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  let failed = false
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (failed) return
      await work(item).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
}
