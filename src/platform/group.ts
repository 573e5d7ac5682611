/**
 * Group commit: requests that arrive while a commit is under way join the next one. One statement and one wait for the
 * disk then serve all of them; nobody waits for others who could have been served at once.
 */

/** One that waits for its commit. */
export interface Waiting<I, O> {
  item: I
  resolve(outcome: O): void
  reject(error: unknown): void
}

interface Options<I, O> {
  /** Settles each member, or throws, which rejects those that are left. */
  commit(group: Waiting<I, O>[]): Promise<void>
  /** Whether an item may join those that are in the next group already. */
  fits?: (item: I, group: readonly Waiting<I, O>[]) => boolean
}

const MAX_GROUP = 64

export function groupCommit<I, O>({ commit, fits = () => true }: Options<I, O>) {
  let queue: Waiting<I, O>[] = []
  let pumping: Promise<void> | undefined

  function next(): Waiting<I, O>[] {
    const group: Waiting<I, O>[] = []
    const later: Waiting<I, O>[] = []
    for (const waiting of queue) (group.length < MAX_GROUP && fits(waiting.item, group) ? group : later).push(waiting)
    queue = later
    return group
  }

  async function pump(): Promise<void> {
    while (queue.length) {
      const group = next()
      await commit(group).catch((error: unknown) => {
        for (const { reject } of group) reject(error)
      })
    }
    pumping = undefined
  }

  return {
    add: (item: I): Promise<O> =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject })
        // What came in the same turn of the loop shares the first commit.
        pumping ??= new Promise<void>((start) => setImmediate(start)).then(pump)
      }),
    /** Waits for everything accepted so far. */
    async drain(): Promise<void> {
      while (pumping) await pumping
    },
  }
}
