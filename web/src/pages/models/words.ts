/** How the pages of the registry speak. */
import type { Field, Signature } from '../../../../src/features/models/contract/own.ts'
import { counted, formatValue } from '../../format/numbers.ts'
import { directionOf } from '../track/headline.ts'
import type { Model, Series, Version } from './asks.ts'

export const TITLE = 'Models'
export const PROMPTS = 'Prompts'

export const EMPTY = {
  models: {
    answer: 'No model is registered yet.',
    hint: 'A registered model is a name under which versions stand: whoever serves it asks for the name and an alias, and you decide which version that is. Register what a run logged, and it is here.',
  },
  prompts: {
    answer: 'No prompt is registered yet.',
    hint: 'A prompt is kept as a model is: a name with numbered versions of its text, and aliases that point at them.',
  },
}

/** The tag that holds the text of a prompt's version. */
const PROMPT_TEXT = 'mlflow.prompt.text'
export const textOf = ({ tags }: Version): string | undefined => tags[PROMPT_TEXT]

export const listed = (words: string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** What teams call the version in use; it comes first where two aliases are as common. */
const IN_USE = /^(live|prod|production|champion)$/i

/** "4 have a version that is live": the alias that most of the models have. */
export function commonAlias(models: Model[]): { alias: string; count: number } | undefined {
  const counts = new Map<string, number>()
  for (const { aliases } of models) for (const { alias } of aliases) counts.set(alias, (counts.get(alias) ?? 0) + 1)
  const [first] = [...counts].sort(
    ([a, m], [b, n]) => n - m || Number(IN_USE.test(b)) - Number(IN_USE.test(a)) || a.localeCompare(b),
  )
  return first && { alias: first[0], count: first[1] }
}

export const newestOf = (models: Model[]): Model | undefined =>
  models.reduce<Model | undefined>(
    (best, model) =>
      model.latest && (!best?.latest || model.latest.registered_at > best.latest.registered_at) ? model : best,
    undefined,
  )

/** "live and candidate point at it" */
export const pointing = (aliases: string[]): string =>
  aliases.length === 0
    ? 'no alias points at it'
    : `${listed(aliases)} ${aliases.length === 1 ? 'points' : 'point'} at it`

const VOWEL = /^[aeio]/i
const an = (word: string): string => `${VOWEL.test(word) ? 'an' : 'a'} ${word}`

const shapeWords = (shape: number[]): string => `(${shape.map((size) => (size < 0 ? 'any' : size)).join(', ')})`
export const typeWords = ({ type, shape }: Pick<Field, 'type' | 'shape'>): string =>
  shape ? `${type} ${shapeWords(shape)}` : type

/** "24 columns", "a tensor(float32) (any, 28)" */
function side(fields: Field[]): string {
  const [first] = fields
  if (fields.length === 1)
    return first!.name === null ? an(typeWords(first!)) : `${first!.name}, ${an(typeWords(first!))}`
  return counted(fields.length, first!.name === null ? 'array' : 'column')
}

/** "it takes 24 columns and returns a double" */
export function signatureWords(signature: Signature | null): string {
  const takes = signature?.inputs?.length ? `takes ${side(signature.inputs)}` : undefined
  const returns = signature?.outputs?.length ? `returns ${side(signature.outputs)}` : undefined
  if (takes && returns) return `it ${takes} and ${returns}`
  if (takes) return `it ${takes}; what it returns is not written down`
  if (returns) return `it ${returns}; what it takes is not written down`
  return 'what it takes and returns is not written down'
}

export const NO_SIGNATURE =
  'It has none: what it takes and returns is not written down. log_model keeps one when it gets an input_example or a signature.'

export const seriesName = ({ key, of, dataset }: Series): string =>
  dataset ? `${key} on ${dataset}` : of === 'run' ? `${key} of its run` : key

/** "Of 14 versions with val/auc, version 28 has the highest, 0.913." Facts; which is better, the name may not tell. */
export function seriesWords(series: Series): string {
  const { versions, values } = series
  const known = versions.flatMap((version, i) => {
    const value = Number(values[i])
    return Number.isFinite(value) ? [{ version, value }] : []
  })
  const name = seriesName(series)
  if (!known.length) return `No version has a finite value of ${name}.`
  const most = known.reduce((a, b) => (b.value > a.value ? b : a))
  const least = known.reduce((a, b) => (b.value < a.value ? b : a))
  const start = `Of ${counted(known.length, 'version')} with ${name}, `
  if (most.value === least.value) return `${start}all have ${formatValue(most.value)}.`
  const direction = directionOf(series.key)
  const high = `version ${most.version} has the highest, ${formatValue(most.value)}`
  const low = `version ${least.version} has the lowest, ${formatValue(least.value)}`
  if (direction === 'up') return `${start}${high}.`
  return direction === 'down' ? `${start}${low}.` : `${start}${high}, and ${low}.`
}

/** What happens to an alias, before it happens. */
export function moveWords(alias: string, from: number | undefined, to: number): string {
  if (from === to) return `${alias} points at version ${to} already.`
  return from === undefined
    ? `${alias} is new: it will point at version ${to}.`
    : `${alias} moves from version ${from} to version ${to}; whoever loads it by this alias gets ${to} from then on.`
}

const gone = (versions: number): string => (versions === 1 ? 'its version' : `its ${counted(versions, 'version')}`)

export function lossWords({ name, versions, aliases, is_prompt }: Model): string {
  const what = [
    ...(versions ? [gone(versions)] : []),
    ...(aliases.length
      ? [`the ${aliases.length === 1 ? 'alias' : 'aliases'} ${listed(aliases.map(({ alias }) => alias))}`]
      : []),
  ]
  const rest = is_prompt ? 'Its texts go with it.' : 'Runs, logged models and their files stay.'
  return `${name} goes for good${what.length ? `, with ${listed(what)}` : ''}. ${rest} Whoever loads it by its name gets an error from then on.`
}

export function versionLossWords(name: string, { version, aliases }: Version): string {
  const with_ = aliases.length
    ? `, and with it the ${aliases.length === 1 ? 'alias' : 'aliases'} ${listed(aliases)}`
    : ''
  return `Version ${version} of ${name} goes for good${with_}. Its number is not given again; the run, the logged model and the files stay.`
}
