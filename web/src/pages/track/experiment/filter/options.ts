/** What is offered at the caret, the likeliest first. */
import { writeShortKey, writeText } from '../../../../../../src/lib/filter/write.ts'
import { formatCount, formatValue } from '../../../../format/numbers.ts'
import type { Keys } from '../columns.ts'
import { findKeys, type KeyOption } from '../key-list.tsx'
import type { Context } from './context.ts'

export interface Option {
  /** What it writes. */
  text: string
  label: string
  note?: string
  /** Replaces the whole filter, not only what is at the caret. */
  isWhole?: boolean
}

export interface Values {
  values: { value: string; runs: number }[]
  least: number | string | null
  greatest: number | string | null
}

const TEXT_ATTRIBUTES = ['status', 'run_name', 'user_id', 'run_id', 'configuration', 'artifact_uri']
const NUMBER_ATTRIBUTES = ['start_time', 'end_time', 'duration']
const OF_NUMBERS = ['>', '<', '>=', '<=', '=', '!=', 'BETWEEN', 'IN', 'IS NULL', 'IS NOT NULL']
const OF_TEXTS = ['=', '!=', 'LIKE', 'ILIKE', 'NOT LIKE', 'IN', 'RLIKE', 'IS NULL', 'IS NOT NULL']

const MEANS: Record<string, string> = {
  LIKE: '% is any text, _ one letter',
  ILIKE: 'LIKE, capitals or not',
  RLIKE: 'a regular expression',
  IN: 'one of a list',
  BETWEEN: 'from … to …',
  'IS NULL': 'the run has none',
  'IS NOT NULL': 'the run has one',
}

const TITLES = { metrics: 'Metrics', params: 'Params', run: 'Run', tags: 'Tags' } as const

/** Of people's keys: metrics, params and tags with their kind, and what every run has. */
export function keyOptions(keys: Keys | undefined): KeyOption[] {
  const of = (kind: 'metrics' | 'params' | 'tags'): KeyOption[] =>
    (keys?.[kind] ?? []).map((name) => ({ id: writeShortKey(kind, name), label: name, kind: TITLES[kind] }))
  const attributes = [...TEXT_ATTRIBUTES, ...NUMBER_ATTRIBUTES].map((name) => ({
    id: name,
    label: name,
    kind: TITLES.run,
  }))
  return [...of('metrics'), ...of('params'), ...attributes, ...of('tags')]
}

/** `metrics.loss` → metrics; a name without a kind is an attribute. */
export const kindOf = (key: string): string =>
  /^(metric|param|parameter|tag|dataset)s?\./i.exec(key)?.[1]?.toLowerCase() ?? 'attribute'

export function isNumberKey(key: string, keys: Keys | undefined): boolean {
  const kind = kindOf(key)
  if (kind === 'metric') return true
  if (kind === 'attribute') return NUMBER_ATTRIBUTES.includes(key.replace(/^attributes?\./i, ''))
  return keys?.numbers.some((id) => writeShortKey(id.split('.')[0]!, id.slice(id.indexOf('.') + 1)) === key) ?? false
}

export const operatorsOf = (key: string, keys: Keys | undefined): string[] =>
  isNumberKey(key, keys) ? OF_NUMBERS : OF_TEXTS

/** A value as the language reads it back: params and tags are texts, unless they are compared by size. */
export const writeValue = (key: string, operator: string | undefined, value: string): string =>
  kindOf(key) === 'metric' || /^[<>]/.test(operator ?? '') || operator === 'BETWEEN' ? value : writeText(value)

const begins = (words: string[], partial: string): Option[] =>
  words
    .filter((word) => word.toLowerCase().startsWith(partial.toLowerCase()))
    .map((word) => ({ text: word, label: word, ...(MEANS[word] && { note: MEANS[word] }) }))

/** What to say where nothing can be chosen: of a metric, between which values it lies. */
export function hintFor({ expects, key }: Context, values: Values | undefined): string | undefined {
  if ((expects !== 'value' && expects !== 'item') || !key || !values) return undefined
  const { least, greatest } = values
  return least === null || greatest === null
    ? undefined
    : `from ${formatValue(least)} to ${formatValue(greatest)} in this experiment`
}

export function optionsFor(context: Context, keys: Keys | undefined, values: Values | undefined): Option[] {
  const { expects, key, operator, partial } = context
  switch (expects) {
    case 'key': {
      const found = findKeys(keyOptions(keys), partial.replaceAll('`', ''))
      const options = found.map(({ id }) => ({ text: id, label: id }))
      return options.length === 1 && options[0]!.text === partial ? [] : options
    }
    case 'operator':
      return key ? begins(operatorsOf(key, keys), partial) : []
    case 'value':
    case 'item': {
      // A moment or a duration is not chosen from those that there were.
      if (!key || !values || (kindOf(key) === 'attribute' && isNumberKey(key, keys))) return []
      const search = partial.replace(/^['"]/, '').toLowerCase()
      const fitting = values.values.filter(({ value }) => value.toLowerCase().includes(search))
      return fitting.map(({ value, runs }) => ({
        text: writeValue(key, operator, value),
        label: value === '' ? 'empty' : value,
        note: `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`,
      }))
    }
    case 'junction':
      return begins(['AND', 'OR'], partial)
    case 'and':
      return begins(['AND'], partial)
    case 'null':
      return begins(['NULL', 'NOT NULL'], partial)
    case 'list':
      return begins(['('], partial)
    case 'in list':
      return begins([',', ')'], partial)
  }
}

/** The text with an option in place of what was being written, and where the caret then stands. */
export function accept(text: string, { from, to }: Context, option: Option): { text: string; caret: number } {
  if (option.isWhole) return { text: option.text, caret: option.text.length }
  const gap = option.text === '(' ? '' : ' '
  const rest = text.slice(to).replace(/^\s+/, '')
  const head = `${text.slice(0, from)}${option.text}${gap}`
  return { text: head + rest, caret: head.length }
}
