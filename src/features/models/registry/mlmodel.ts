/** What an MLmodel file says: read as text by whoever does not trust it; nothing in it is ever run or loaded. */
import { parseDocument } from 'yaml'
import { Failure } from '../../../lib/failure.ts'
import type { Field, Signature } from '../contract/own.ts'

/** More than any real file has; what is longer is not read. Long texts in quotes are cheap to read, all else is not. */
export const LIMITS = {
  bytes: 1_048_576,
  unquoted: 131_072,
  fields: 10_000,
  depth: 8,
  text: 1_000,
  flavors: 50,
  requirements: 1_000,
}

export interface Contents {
  flavors: Record<string, Record<string, string>>
  signature: Signature | null
  facts: Record<string, string>
}

type Plain = Record<string, unknown>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
/** What the database can hold of a text. */
const cut = (text: string): string =>
  (text.length > LIMITS.text ? `${text.slice(0, LIMITS.text - 1)}…` : text).replaceAll('\0', '').toWellFormed()
const unreadable = (why: string): Failure =>
  new Failure('INVALID_PARAMETER_VALUE', `Its MLmodel file cannot be read: ${why}`)

/** A value in words; what has parts of its own has none here. */
const toText = (value: unknown): string | undefined => {
  if (value === null || value === undefined || typeof value === 'object') return undefined
  return cut(String(value))
}

const texts = (given: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isPlain(given) ? given : {})
      .slice(0, LIMITS.flavors)
      .flatMap(([key, value]) => {
        const text = toText(value)
        return text === undefined ? [] : [[cut(key), text]]
      }),
  )

/** A type in words: double, tensor(float32), array(string), object(a: long, b: string), map(double). */
function typeOf(spec: Plain, depth = 0): string {
  const type = toText(spec.type) ?? 'any'
  if (depth > LIMITS.depth) return '…'
  const inner = (value: unknown): string => (isPlain(value) ? typeOf(value, depth + 1) : 'any')
  if (type === 'tensor') return `tensor(${toText((spec['tensor-spec'] as Plain | undefined)?.dtype) ?? 'any'})`
  if (type === 'array') return `array(${inner(spec.items)})`
  if (type === 'map') return `map(${inner(spec.values)})`
  if (type !== 'object' || !isPlain(spec.properties)) return type
  const fields = Object.entries(spec.properties).slice(0, LIMITS.flavors)
  return `object(${fields.map(([name, field]) => `${name}: ${inner(field)}`).join(', ')})`
}

function shapeOf(spec: Plain): number[] | null {
  const shape = isPlain(spec['tensor-spec']) ? spec['tensor-spec'].shape : spec.shape
  return Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size)) ? shape : null
}

function toField(spec: unknown): Field {
  if (!isPlain(spec)) throw unreadable('a column of its signature is not an object.')
  const given = spec.default === undefined || spec.default === null ? null : JSON.stringify(spec.default)
  return {
    name: toText(spec.name) ?? null,
    type: cut(typeOf(spec)),
    shape: shapeOf(spec),
    required: spec.required !== false && given === null && spec.optional !== true,
    default: given === null ? null : cut(given),
  }
}

/** The parts of a signature are lists, written as JSON in a text. */
function toFields(text: unknown, part: string): Field[] | null {
  if (text === null || text === undefined) return null
  let list: unknown
  try {
    list = typeof text === 'string' ? JSON.parse(text) : text
  } catch {
    throw unreadable(`the ${part} of its signature are not JSON.`)
  }
  if (!Array.isArray(list)) throw unreadable(`the ${part} of its signature are not a list.`)
  if (list.length > LIMITS.fields) throw unreadable(`the ${part} of its signature are more than ${LIMITS.fields}.`)
  return list.map(toField)
}

function toSignature(given: unknown): Signature | null {
  if (!isPlain(given)) return null
  const signature = {
    inputs: toFields(given.inputs, 'inputs'),
    outputs: toFields(given.outputs, 'outputs'),
    params: toFields(given.params, 'params'),
  }
  return Object.values(signature).every((part) => part === null) ? null : signature
}

const QUOTED = /^( *[\w.-]+:) (?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")/gms

const FACTS = ['mlflow_version', 'model_id', 'model_uuid', 'model_size_bytes', 'run_id', 'utc_time_created']

/** Throws a failure whose sentence says what is wrong. */
export function parseMlmodel(text: string): Contents {
  if (Buffer.byteLength(text) > LIMITS.bytes) throw unreadable(`it is larger than ${LIMITS.bytes} bytes.`)
  if (text.length > LIMITS.unquoted && text.replace(QUOTED, '$1').length > LIMITS.unquoted)
    throw unreadable(`it has more than ${LIMITS.unquoted} characters outside of quotes.`)
  let plain: unknown
  try {
    const document = parseDocument(text, { logLevel: 'silent', stringKeys: true, uniqueKeys: false })
    if (document.errors[0]) throw document.errors[0]
    plain = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw unreadable(cut(error instanceof Error ? error.message.split('\n')[0]! : 'it is not YAML.'))
  }
  if (!isPlain(plain)) throw unreadable('it is not a YAML mapping.')
  const { flavors, signature } = plain
  if (!isPlain(flavors)) throw unreadable("it has no 'flavors', the ways in which the model can be loaded.")
  const known = Object.entries(flavors).slice(0, LIMITS.flavors)
  const facts = texts(Object.fromEntries(FACTS.map((key) => [key, plain[key]])))
  return {
    flavors: Object.fromEntries(known.map(([name, about]) => [cut(name), texts(about)])),
    signature: toSignature(signature),
    facts,
  }
}

/** The packages of a requirements.txt, as pip writes them. */
export const parseRequirements = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .slice(0, LIMITS.requirements)
    .map(cut)
