/** What differs beside the metrics, section by section. */
import { shortId } from '../../../format/names.ts'
import type { Cell, Row } from '../../../parts/compare/rows.ts'
import { CompareTable } from '../../../parts/compare/table.tsx'
import { Code } from './code.tsx'
import type { Comparison } from './queries.ts'
import type { CompareQuery } from './route.ts'
import type { Party } from './subjects.ts'
import type { SectionOf } from './words.ts'

const LABELS: Record<string, string> = {
  dirty: 'has uncommitted changes',
  diff: 'uncommitted changes',
  exit_code: 'exit code',
}

/** What a party has: of repetitions what all have, or each of theirs. */
function cellOf(
  values: (string | null)[],
  found: Comparison,
  { runs }: Party,
  { id, gapIsUnknown }: SectionOf,
  name: string,
): Cell {
  const own = runs.map((run) => values[found.runs.findIndex(({ run_id }) => run_id === run.run_id)] ?? null)
  const distinct = [...new Set(own)]
  const known = distinct.filter((value) => value !== null)
  if (!known.length) return { text: null, absent: isUnknown(found, runs, id, gapIsUnknown) ? 'unknown' : 'none' }
  const text = known.join(', ') + (known.length < distinct.length ? ', none' : '')
  if (name === 'diff') return changesCell(known)
  if (/^[0-9a-f]{40}$/.test(text)) return { text, node: <code>{shortId(text)}</code> }
  return { text }
}

/** Changes are told apart by a digest. */
function changesCell(digests: string[]): Cell {
  const text = digests.map((digest) => digest || 'none').join(', ')
  return { text, title: 'a digest of the changes', node: text === 'none' ? 'none' : <code>{text}</code> }
}

const isUnknown = (found: Comparison, runs: Party['runs'], id: SectionOf['id'], gapIsUnknown: boolean): boolean =>
  gapIsUnknown ||
  found.unknown.some(
    ({ name: missing, run_ids }) => missing === id && runs.every(({ run_id }) => run_ids.includes(run_id)),
  )

export function rowsOf(section: SectionOf, found: Comparison, parties: Party[], base: string): Row[] {
  const at = parties.findIndex(({ id }) => id === base)
  return section.lines.map(({ name, values }) => {
    const cells = parties.map((party) => cellOf(values, found, party, section, name))
    return {
      name,
      ...(LABELS[name] && { label: LABELS[name] }),
      cells: cells.map((cell, i) => ({ ...cell, isSame: i !== at && cell.text === cells[at]!.text })),
    }
  })
}

interface SectionsOf {
  found: Comparison
  parties: Party[]
  sections: { section: SectionOf; rows: Row[] }[]
  base: string
  query: CompareQuery
  onFold: (branch: string) => void
  onOpenCode: (run: string) => void
}

export function Sections({ found, parties, sections, base, query, onFold, onOpenCode }: SectionsOf) {
  return sections.map(({ section: { id, title }, rows }) => (
    <CompareTable
      key={id}
      title={title}
      note={noteOf(found, id, query.all !== undefined, rows.length)}
      rows={rows}
      subjects={parties}
      base={base}
      isFlipped={query.flip !== undefined}
      {...(id === 'params' && { folded: query.fold ?? [], onFold })}
    >
      {id === 'code' && <Code found={found} base={base} opened={query.code ?? []} onOpen={onOpenCode} />}
    </CompareTable>
  ))
}

function noteOf({ same }: Comparison, id: SectionOf['id'], all: boolean, count: number): string {
  const alike = id === 'code' || id === 'environment' ? 0 : same[id]
  if (all || !alike) return `${count}`
  return `${count} differ, ${alike} the same`
}
