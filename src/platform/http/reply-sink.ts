/** Writes an archive into a reply as fast as it is read. */
import type { PassThrough } from 'node:stream'
import { Failure } from '../../lib/failure.ts'
import type { Sink } from '../backup/archive.ts'

/** Whoever reads this slowly is gone. */
const STALL_MS = 10 * 60_000

/** `what` is asked for: 'the backup'. */
export function replySink(stream: PassThrough, what: string): Sink {
  const gone = (): Failure =>
    new Failure('TEMPORARILY_UNAVAILABLE', `Whoever asked for ${what} went away before it was whole.`)
  const drained = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void) => (): void => {
        clearTimeout(timer)
        stream.off('drain', more).off('close', end)
        act()
      }
      const more = settle(resolve)
      const end = settle(() => reject(gone()))
      const timer = setTimeout(end, STALL_MS)
      stream.once('drain', more).once('close', end)
    })
  return {
    async write(chunk) {
      if (stream.destroyed) throw gone()
      // The stream keeps what is not yet sent, while the memory of a chunk is used again.
      if (!stream.write(Buffer.from(chunk))) await drained()
    },
    async finish() {
      stream.end()
    },
    async abort() {
      stream.destroy()
    },
  }
}
