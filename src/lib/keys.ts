/** Keys of metrics, params and tags, and lengths of texts: MLflow's rules, each with a sentence that names the field and the fix. */
import { invalid } from './failure.ts'

export const KEY_LENGTH = 250

/** MLflow's characters within ASCII; beyond it every character but controls. */
const KEY = /^[/\w.\- :\u{a0}-\u{10ffff}]*$/u

/** A path that a file system would read differently cannot be a key: artifact stores use keys as paths. */
export function isPlainPath(name: string): boolean {
  if (name === '' || name === '.' || name.startsWith('/') || name.startsWith('..')) return false
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

/** A key of a metric, param or tag; returns it. */
export function checkKey(name: string | undefined, path: string, limit: number = KEY_LENGTH): string {
  if (name === undefined) throw invalid(`Missing value for required parameter '${path}'. Name it.`)
  if (!KEY.test(name))
    throw invalid(
      `Invalid value '${name.slice(0, 100)}' for parameter '${path}': names may contain letters, digits, underscores (_), ` +
        'dashes (-), periods (.), spaces, colons (:) and slashes (/).',
    )
  if (!isPlainPath(name))
    throw invalid(
      `Invalid value '${name.slice(0, 100)}' for parameter '${path}': a name may not be empty, begin or end with '/', or have empty, '.' or '..' parts.`,
    )
  return checkLength(name, path, limit)
}

export function checkGiven(text: string, path: string): string {
  if (text === '') throw invalid(`Missing value for required parameter '${path}'. It must not be empty.`)
  return text
}

export function checkLength(text: string, path: string, limit: number): string {
  if (text.length > limit && [...text].length > limit)
    throw invalid(
      `Parameter '${path}' is ${[...text].length} characters long; at most ${limit} are allowed. Shorten it.`,
    )
  return text
}
