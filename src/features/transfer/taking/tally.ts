/** Counts what was taken and what was not, for the progress and for the report. */
import { type ImportView, type Progress, type Report, TAKEN_KINDS, type TakenKind } from '../contract/imports.ts'

const EXAMPLES = 100
const EXPERIMENTS = 1_000
const WINDOW_MS = 60_000

type Left = Report['left'][number]
export type Placed = Report['experiments'][number]

export const emptyReport = (): Report => ({ version: null, taken: [], left: [], experiments: [] })
export const emptyProgress = (): Progress => ({ phase: 'waiting', current: null, kinds: [], rate: null })

export type Tally = ReturnType<typeof createTally>

/** `before` is what an earlier part of the same import counted. */
export function createTally(now: () => number, before?: Pick<ImportView, 'report'>) {
  const counts = new Map<TakenKind, { count: number; known: number }>()
  const totals = new Map<TakenKind, number>()
  const left = new Map<string, Left>()
  const experiments = new Map<string, Placed>()
  const runsAt: [at: number, runs: number][] = []
  let phase: Progress['phase'] = 'looking'
  let current: string | null = null
  let version = before?.report.version ?? null
  for (const { kind, count, known } of before?.report.taken ?? [])
    counts.set(kind, { count: Number(count), known: Number(known) })
  for (const each of before?.report.experiments ?? []) experiments.set(each.source_id, each)
  for (const each of before?.report.left ?? []) left.set(`${each.what}\n${each.why}`, { ...each })
  const seen = new Set(experiments.keys())
  const of = (kind: TakenKind) => {
    const found = counts.get(kind) ?? { count: 0, known: 0 }
    counts.set(kind, found)
    return found
  }
  const doneOf = (kind: TakenKind): number => of(kind).count + of(kind).known

  return {
    add(kind: TakenKind, count: number, known = 0): void {
      of(kind).count += count
      of(kind).known += known
    },
    /** What is known of it now takes the place of what was counted. */
    set: (kind: TakenKind, count: number, known: number): void => void counts.set(kind, { count, known }),
    total: (kind: TakenKind, n: number | undefined): void => void (n !== undefined && totals.set(kind, n)),
    at(next: Progress['phase'], what: string | null): void {
      phase = next
      current = what
    },
    sawVersion(said: string | undefined): void {
      version = said ?? version
    },
    leave(what: string, why: string, example?: string, count = 1): void {
      const key = `${what}\n${why}`
      const known = left.get(key) ?? { what, why, count: 0, examples: [] }
      if (example !== undefined && known.examples.includes(example)) return
      known.count = Number(known.count ?? 0) + count
      if (example !== undefined && known.examples.length < EXAMPLES) known.examples.push(example)
      left.set(key, known)
    },
    /** What the source says that it cannot give. */
    leaveAll(all: { what: string; count?: number; why: string }[]): void {
      for (const { what, count, why } of all)
        left.set(`${what}\n${why}`, { what, why, count: count ?? null, examples: [] })
    },
    /** An experiment that an earlier part of the import placed is counted by that. */
    place(placed: Placed): void {
      if (seen.has(placed.source_id)) return
      seen.add(placed.source_id)
      const isKnown = placed.how === 'known'
      of('experiments').count += isKnown ? 0 : 1
      of('experiments').known += isKnown ? 1 : 0
      if (experiments.size < EXPERIMENTS) experiments.set(placed.source_id, placed)
    },
    progress(): Progress {
      const at = now()
      runsAt.push([at, doneOf('runs')])
      while (runsAt.length > 2 && runsAt[0]![0] < at - WINDOW_MS) runsAt.shift()
      const [first, last] = [runsAt[0]!, runsAt.at(-1)!]
      const took = last[0] - first[0]
      return {
        ...{ phase, current },
        kinds: TAKEN_KINDS.map((kind) => ({
          kind,
          done: doneOf(kind),
          total: totals.has(kind) ? Math.max(totals.get(kind)!, doneOf(kind)) : null,
        })),
        rate: took > 0 ? Math.round(((last[1] - first[1]) / took) * 10_000) / 10 : null,
      }
    },
    report: (): Report => ({
      version,
      taken: TAKEN_KINDS.map((kind) => ({ kind, ...of(kind) })),
      left: [...left.values()],
      experiments: [...experiments.values()],
    }),
  }
}
