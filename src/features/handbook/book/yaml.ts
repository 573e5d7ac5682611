/** Reads YAML against a schema; what is wrong is named with its line in the text, the id it belongs to and the field. */
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import { invalid } from '../../../lib/failure.ts'

type Problem = ReturnType<typeof Value.Errors>[number]

/** `/0/lines/2/text` → `[0, 'lines', 2, 'text']`. */
const toPath = (pointer: string, extra?: string): string[] => [
  ...pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
  ...(extra === undefined ? [] : [extra]),
]

const asField = (path: string[]): string =>
  path.map((part, i) => (/^\d+$/.test(part) ? `[${part}]` : i ? `.${part}` : part)).join('')

/** The field that a problem is about and what is wrong with it, in words. */
function explain({ keyword, instancePath, params, message }: Problem): { path: string[]; what: string } | undefined {
  const about = params as Record<string, unknown>
  const first = (value: unknown): string => String((value as unknown[])[0])
  switch (keyword) {
    // Said by `additionalProperties` itself, with the name.
    case 'boolean':
      return undefined
    case 'additionalProperties':
      return { path: toPath(instancePath, first(about.additionalProperties)), what: 'is not known here; remove it' }
    case 'required':
      return { path: toPath(instancePath, first(about.requiredProperties)), what: 'is missing; add it' }
    case 'enum':
      return { path: toPath(instancePath), what: `must be one of ${(about.allowedValues as unknown[]).join(', ')}` }
    case 'type':
      return { path: toPath(instancePath), what: `must be ${KINDS[String(about.type)] ?? String(about.type)}` }
    case 'minItems':
      return { path: toPath(instancePath), what: 'must have an entry at least' }
    case 'minLength':
      return { path: toPath(instancePath), what: 'must not be empty' }
    case 'pattern':
      return { path: toPath(instancePath), what: `must match ${String(about.pattern)}` }
    default:
      return { path: toPath(instancePath), what: message }
  }
}

const KINDS: Record<string, string> = {
  string: 'text (put quotes around it)',
  array: 'a list',
  object: 'a mapping',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
}

/** The line on which the deepest part of the path that exists stands. */
function lineOf(doc: Document, lines: LineCounter, path: string[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const steps = path.slice(0, depth).map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const node = depth ? doc.getIn(steps, true) : doc.contents
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** The id of the nearest entry around the path that has one. */
function idOf(doc: Document, path: string[]): string | undefined {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const steps = path.slice(0, depth).map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const node = depth ? doc.getIn(steps, true) : doc.contents
    const id = isMap(node) ? node.get('id') : undefined
    if (typeof id === 'string') return id
  }
  return undefined
}

/** A text that was read, and the place of any of its parts, for failures that only other files reveal. */
export interface Read<T> {
  value: T
  /** "practices/x.yaml line 12, 'practice-x': field 'refs'" */
  where(path: (string | number)[]): string
}

/** What YAML's `*name` repeats; a small text could become a huge value. */
const MAX_ALIASES = 100

function toValue(doc: Document, name: string): unknown {
  try {
    return doc.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    throw invalid(`${name} repeats parts by '*' too often, or ones that are not there: ${(error as Error).message}.`)
  }
}

export function readYaml<T>(schema: TSchema, name: string, text: string): Read<T> {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = doc.errors
  if (error) throw invalid(`${name} line ${lines.linePos(error.pos[0]).line} is not valid YAML: ${error.message}.`)
  const where = (path: (string | number)[]): string => {
    const steps = path.map(String)
    const id = idOf(doc, steps)
    return `${name} line ${lineOf(doc, lines, steps)}${id ? `, '${id}'` : ''}: field '${asField(steps) || 'file'}'`
  }
  const value = toValue(doc, name)
  const problems = Value.Errors(schema, value)
  // A field with a slip in its name is missing under the right one too; the slip says more.
  const unknown = problems.filter(({ keyword }) => keyword === 'additionalProperties')
  const [problem] = [...unknown, ...problems].flatMap((found) => explain(found) ?? [])
  if (problem) throw invalid(`${where(problem.path)} ${problem.what}.`)
  return { value: value as T, where }
}
