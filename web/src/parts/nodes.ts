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

const encoded = (id: string): string => id.split('/').map(encodeURIComponent).join('/')

export const lineageOf = ({ kind, id }: Ref): string => `/lineage/${kind}/${encoded(id)}`

/** Kinds that have a page beside that of their lineage. */
const PAGES: Partial<Record<Kind, (id: string) => string>> = {
  experiment: (id) => `/experiments/${encoded(id)}`,
  run: (id) => `/runs/${encoded(id)}`,
  approval: (id) => `/approvals/${encoded(id)}`,
}

export const hasPage = ({ kind }: Ref): boolean => PAGES[kind] !== undefined
export const pageOf = ({ kind, id }: Ref): string => PAGES[kind]?.(id) ?? lineageOf({ kind, id })

export const keyOf = ({ kind, id }: Ref): string => `${kind} ${id}`
