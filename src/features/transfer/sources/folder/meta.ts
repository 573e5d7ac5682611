/**
 * The YAML files of a file store. Every scalar is read as the text that stands there: Python leaves `1234e567` without
 * quotes, as it is no number to it, and to others it is.
 */
import { join } from 'node:path'
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import type { Int64 } from '../../../../lib/json.ts'
import { type Folder, readWhole, reasonOf } from './read.ts'

export type Meta = Map<string, MetaValue>
export type MetaValue = string | null | Meta | MetaValue[]

const MAX_NODES = 100_000
const NULL = /^(~|null|Null|NULL)?$/

function toValue(node: unknown, document: ReturnType<typeof parseDocument>, budget: { left: number }): MetaValue {
  if (--budget.left < 0) throw new Error('it names the same things over and over')
  if (node === null || node === undefined) return null
  if (isAlias(node)) return toValue(node.resolve(document) as Node | undefined, document, budget)
  if (isScalar(node)) {
    const text = String(node.value ?? '')
    return node.type === 'PLAIN' && NULL.test(text) ? null : text
  }
  if (isSeq(node)) return node.items.map((item) => toValue(item, document, budget))
  if (!isMap(node)) throw new Error('it is no YAML of a file store')
  const map: Meta = new Map()
  for (const { key, value } of node.items)
    map.set(String(toValue(key, document, budget)), toValue(value, document, budget))
  return map
}

/** Throws what is wrong with it. */
export function parseMeta(text: string): Meta {
  const document = parseDocument(text, { schema: 'failsafe', version: '1.1', uniqueKeys: false, logLevel: 'silent' })
  const [error] = document.errors
  if (error) throw new Error(`it is no YAML: ${error.message.split('\n')[0]}`)
  const value = toValue(document.contents, document, { left: MAX_NODES })
  if (!(value instanceof Map)) throw new Error('it is empty or half written')
  return value
}

/** The meta.yaml of a folder; what is wrong with it is noted, and nothing returned. */
export async function readMeta(folder: Folder, path: string): Promise<Meta | undefined> {
  const file = `${path}/meta.yaml`
  try {
    return parseMeta(await readWhole(join(folder.root, file)))
  } catch (error) {
    folder.left.note(file, reasonOf(error))
    return undefined
  }
}

export const findText = (meta: Meta, name: string): string | undefined => {
  const value = meta.get(name)
  return typeof value === 'string' ? value : undefined
}
export const textOf = (meta: Meta, name: string): string => findText(meta, name) ?? ''

const INTEGER = /^[-+]?\d{1,19}$/
export const findInt = (meta: Meta, name: string): Int64 | undefined => {
  const text = findText(meta, name)
  if (text === undefined || !INTEGER.test(text)) return undefined
  const n = Number(text)
  return Number.isSafeInteger(n) ? n : BigInt.asIntN(64, BigInt(text.replace(/^\+/, '')))
}
export const intOf = (meta: Meta, name: string): Int64 => findInt(meta, name) ?? 0

export const tagsOf = (meta: Meta, name: string): { key: string; value: string }[] => {
  const map = meta.get(name)
  if (!(map instanceof Map)) return []
  return [...map]
    .map(([key, value]) => ({ key, value: typeof value === 'string' ? value : '' }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}
