/** Limits and names of the registry: MLflow's where it has them, each with a sentence that names the field and the fix. */
import { invalid } from '../../../lib/failure.ts'
import { checkGiven, checkKey, checkLength, isPlainPath } from '../../../lib/keys.ts'
import { STAGES, type Stage } from '../contract/shapes.ts'

export const LIMITS = {
  name: 256,
  alias: 255,
  description: 100_000,
  source: 4_096,
  link: 4_096,
  tag: 100_000,
  tags: 1_000,
  licence: 100,
  models: 1_000,
  versions: 200_000,
} as const

/** Names become parts of URIs such as models:/name/3. */
export function checkName(name: string, path = 'name'): string {
  if (name.trim() === '') throw invalid(`Missing value for required parameter '${path}'. Name the model.`)
  if (/[/:]/.test(name))
    throw invalid(`Invalid value '${name.slice(0, 100)}' for parameter '${path}': it must not contain '/' or ':'.`)
  if (!isPlainPath(name))
    throw invalid(
      `Invalid value '${name.slice(0, 100)}' for parameter '${path}': it must not be '.' or begin with '..'.`,
    )
  return checkLength(name, path, LIMITS.name)
}

/** The number of a version, which travels as text. */
export function versionOf(text: string): number {
  const number = Number(checkGiven(text, 'version'))
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Math.abs(number) < 2 ** 31 ? number : 0
  throw invalid(`Invalid value '${text.slice(0, 100)}' for parameter 'version': it must be a whole number, such as 3.`)
}

/** An alias as it may be asked for. */
export function checkAlias(alias: string): string {
  if (!/^[\p{L}\p{N}_-]+$/u.test(checkGiven(alias, 'alias')))
    throw invalid(
      `Invalid value '${alias.slice(0, 100)}' for parameter 'alias': it may contain letters, digits, underscores (_) and dashes (-).`,
    )
  return checkLength(alias, 'alias', LIMITS.alias)
}

/** An alias as it may be given: some words mean something already. */
export function checkNewAlias(alias: string): string {
  if (isLatest(checkAlias(alias)))
    throw invalid("Invalid value 'latest' for parameter 'alias': it always is the newest version. Choose another name.")
  if (/^v\d+$/i.test(alias))
    throw invalid(`Invalid value '${alias}' for parameter 'alias': it reads as a version. Choose another name.`)
  return alias
}

export const isLatest = (alias: string): boolean => alias.toLowerCase() === 'latest'

export function stageOf(text: string): Stage {
  const stage = STAGES.find((name) => name.toLowerCase() === checkGiven(text, 'stage').toLowerCase())
  if (stage) return stage
  throw invalid(`Invalid value '${text.slice(0, 100)}' for parameter 'stage': it must be one of ${STAGES.join(', ')}.`)
}

export const checkDescription = (text: string | undefined): string | null =>
  text === undefined ? null : checkLength(text, 'description', LIMITS.description)

export function checkTag(key: string, value = '', path = ''): [key: string, value: string] {
  return [checkKey(checkGiven(key, `${path}key`), `${path}key`), checkLength(value, `${path}value`, LIMITS.tag)]
}

/** Tags as a document; of a key that stands twice, the last counts. */
export function readTags(tags: { key: string; value?: string }[] = []): Record<string, string> {
  if (tags.length > LIMITS.tags)
    throw invalid(`A request can contain at most ${LIMITS.tags} tags; this one has ${tags.length}. Set some later.`)
  return Object.fromEntries(tags.map(({ key, value }, i) => checkTag(key, value, `tags[${i}].`)))
}
