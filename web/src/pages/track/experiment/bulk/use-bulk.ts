/** What is done to many runs at once: one call each, a few at a time, with progress, a stop and a way back. */
import { useRef, useState } from 'react'
import { own } from '../../../../../../src/features/track/contract/own.ts'
import { runs } from '../../../../../../src/features/track/contract/runs.ts'
import { call } from '../../../../api.ts'
import { counted, formatCount } from '../../../../format/numbers.ts'

export type Doing =
  | { kind: 'nothing' }
  | { kind: 'working'; what: string; done: number; total: number; stop: () => void }
  | { kind: 'done'; says: string; undo?: () => void }
  | { kind: 'failed'; says: string }

interface Asked {
  experimentId: string
  filter: string | undefined
  picked: Set<string>
  /** Everything that matches, whether it is loaded or not. */
  isAll: boolean
  /** The list is another now. */
  onChanged: () => void
}

const AT_ONCE = 6
const PAGE = 1_000

/** Ids of all runs that match, in the order of the list. */
export async function idsOf(
  { experimentId, filter }: Pick<Asked, 'experimentId' | 'filter'>,
  signal?: AbortSignal,
): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const input = { experiment_ids: [experimentId], filter, columns: [], limit: PAGE, ...(cursor && { cursor }) }
    const page = await call(own.searchRuns, input, signal)
    ids.push(...page.runs.map(({ run_id }) => run_id))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  return ids
}

export function useBulk(asked: Asked) {
  const [doing, setDoing] = useState<Doing>({ kind: 'nothing' })
  const latest = useRef(asked)
  latest.current = asked

  /** Does `act` to each run; returns those it was done to, also when it was stopped or failed. */
  async function toEach(ids: string[], what: string, act: (run_id: string) => Promise<unknown>): Promise<string[]> {
    const abort = new AbortController()
    const done: string[] = []
    const show = (): void =>
      setDoing({ kind: 'working', what, done: done.length, total: ids.length, stop: () => abort.abort() })
    show()
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < ids.length && !abort.signal.aborted) {
        const id = ids[next++]!
        await act(id)
        done.push(id)
        if (done.length % 10 === 0) show()
      }
    }
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, lane))
      setDoing({ kind: 'nothing' })
    } catch (error) {
      abort.abort()
      setDoing({
        kind: 'failed',
        says: `Stopped after ${formatCount(done.length)} of ${counted(ids.length, 'run')}: ${(error as Error).message}`,
      })
    }
    latest.current.onChanged()
    return done
  }

  const chosen = async (): Promise<string[]> =>
    latest.current.isAll ? idsOf(latest.current) : [...latest.current.picked]

  const unlessFailed =
    (next: Doing) =>
    (now: Doing): Doing =>
      now.kind === 'failed' ? now : next

  async function restore(ids: string[]): Promise<void> {
    const done = await toEach(ids, 'Restoring', (run_id) => call(runs.restore, { run_id }))
    setDoing(unlessFailed({ kind: 'done', says: `${counted(done.length, 'run')} restored.` }))
  }

  return {
    doing,
    dismiss: () => setDoing({ kind: 'nothing' }),
    async remove(): Promise<void> {
      const done = await toEach(await chosen(), 'Deleting', (run_id) => call(runs.delete, { run_id }))
      setDoing(
        unlessFailed({
          kind: 'done',
          says: `${counted(done.length, 'run')} went to the trash.`,
          undo: () => void restore(done),
        }),
      )
    },
    async tag(key: string, value: string): Promise<void> {
      const done = await toEach(await chosen(), 'Tagging', (run_id) => call(runs.setTag, { run_id, key, value }))
      setDoing(
        unlessFailed({ kind: 'done', says: `${counted(done.length, 'run')} tagged ${key} = ${value || 'empty'}.` }),
      )
    },
  }
}

export type Bulk = ReturnType<typeof useBulk>
