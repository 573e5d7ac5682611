/** YAML as it is written, or as a tree that folds. */
import { parseDocument } from 'yaml'
import type { ViewerOf } from '../viewers.ts'
import { DocumentViewer } from './document.tsx'
import { Digits, type Value } from './tree-value.ts'

/** Aliases may repeat a part so often that it fills the memory: the library stops at a hundred. */
function readYaml(text: string): Value {
  const document = parseDocument(text, { intAsBigInt: true, logLevel: 'error' })
  const [error] = document.errors
  if (error) throw new SyntaxError(error.message)
  return toValue(document.toJS({ maxAliasCount: 100 }))
}

function toValue(value: unknown): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return new Digits(String(value))
  if (Array.isArray(value)) return value.map(toValue)
  if (value instanceof Date) return value.toISOString()
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toValue(each)]))
  return (value ?? null) as Value
}

export const YamlViewer = (props: ViewerOf) => (
  <DocumentViewer {...props} read={readYaml} usual="source" language="YAML" />
)
