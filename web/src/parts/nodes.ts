/** Nodes of the graph on pages: what they are called, and where they open. */
import type { Kind } from '../../../src/lib/vocabulary.ts'
import { counted } from '../format/numbers.ts'

export interface Ref {
  kind: Kind
  id: string
}

const WORDS: Record<Kind, [one: string, many: string]> = {
  experiment: ['experiment', 'experiments'],
  run: ['run', 'runs'],
  'dataset-version': ['dataset version', 'dataset versions'],
  'model-version': ['logged model', 'logged models'],
  model: ['model', 'models'],
  version: ['model version', 'model versions'],
  approval: ['approval', 'approvals'],
}

export const wordOf = (kind: Kind): string => WORDS[kind][0]
export const wordsOf = (kind: Kind): string => WORDS[kind][1]
export const countOf = (count: number, kind: Kind): string => counted(count, ...WORDS[kind])

export const modelPath = (name: string): string => `/models/${encodeURIComponent(name)}`
/** A number, `latest`, or an alias behind @. */
export const versionPath = (name: string, version: number | string): string =>
  `${modelPath(name)}/${encodeURIComponent(version)}`

const encoded = (id: string): string => id.split('/').map(encodeURIComponent).join('/')

export const lineageOf = ({ kind, id }: Ref): string => `/lineage/${kind}/${encoded(id)}`

/** Kinds that have a page beside that of their lineage; those of the registry are found by what they are called. */
const PAGES: Partial<Record<Kind, (id: string, label: string | undefined) => string | undefined>> = {
  experiment: (id) => `/experiments/${encoded(id)}`,
  run: (id) => `/runs/${encoded(id)}`,
  approval: (id) => `/approvals/${encoded(id)}`,
  model: (_, label) => label && modelPath(label),
  version: (id, label) => label && versionPathOf(id, label),
}

/** "ranker v31", whose id ends in 31. */
function versionPathOf(id: string, label: string): string | undefined {
  const number = id.slice(id.indexOf('/') + 1)
  const end = ` v${number}`
  return label.endsWith(end) ? versionPath(label.slice(0, -end.length), number) : undefined
}

interface Named extends Ref {
  label?: string
  /** What was removed has no page of its own any more. */
  deleted?: boolean
}

const KEPT_IN_TRASH: Kind[] = ['experiment', 'run', 'approval']

function ownPageOf({ kind, id, label, deleted }: Named): string | undefined {
  return deleted && !KEPT_IN_TRASH.includes(kind) ? undefined : PAGES[kind]?.(id, label)
}

export const hasPage = (node: Named): boolean => ownPageOf(node) !== undefined
export const pageOf = (node: Named): string => ownPageOf(node) ?? lineageOf(node)

export const keyOf = ({ kind, id }: Ref): string => `${kind} ${id}`
