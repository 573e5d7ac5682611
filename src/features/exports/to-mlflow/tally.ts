/** What was written, what was there already, and what could not be: for the report at the end. */

export const KINDS = ['experiments', 'runs', 'points', 'files', 'bytes', 'logged models', 'models', 'versions'] as const
export type TakenKind = (typeof KINDS)[number]

export interface Report {
  written: Record<TakenKind, number>
  known: Record<TakenKind, number>
  left: { what: string; why: string; count: number }[]
}

const none = (): Record<TakenKind, number> =>
  Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<TakenKind, number>

export function createTally(onChange: (report: Report) => void) {
  const report: Report = { written: none(), known: none(), left: [] }
  return {
    report,
    add(kind: TakenKind, n = 1): void {
      report.written[kind] += n
      onChange(report)
    },
    know(kind: TakenKind, n = 1): void {
      report.known[kind] += n
      onChange(report)
    },
    leave(what: string, why: string): void {
      const before = report.left.find((each) => each.what === what && each.why === why)
      if (before) before.count++
      else report.left.push({ what, why, count: 1 })
    },
  }
}

export type Tally = ReturnType<typeof createTally>
