/** Long work that lets requests through. */
import { setImmediate as turn } from 'node:timers/promises'

/** Long enough for real work between two turns, short enough to go unnoticed by a request that waits for one. */
const STRETCH_MS = 4

/** Called between small pieces of long work: lets whatever else waits have its turn when the stretch is over. */
export function pauses(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < STRETCH_MS) return
    await turn()
    since = performance.now()
  }
}
