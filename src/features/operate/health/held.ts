/** What costs something to find out is found out once for all who look within a while. */
const HOLD_MS = 60_000

export function held<T>(now: () => number, look: () => Promise<T>, holdMs = HOLD_MS): () => Promise<T> {
  let last: { at: number; found: Promise<T> } | undefined
  return () => {
    if (!last || now() - last.at > holdMs) {
      const found = look()
      last = { at: now(), found }
      found.catch(() => {
        last = undefined
      })
    }
    return last.found
  }
}
