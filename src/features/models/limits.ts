/** Limits and names of logged models: MLflow's where it has them. */
import { invalid } from '../../lib/failure.ts'

export const LIMITS = {
  name: 500,
  key: 255,
  value: 100_000,
  pairs: 1_000,
  datasets: 100,
  results: 50_000,
} as const

/** Names become parts of URIs such as models:/name. */
export function checkName(name: string): string {
  if (/[/:.%"']/.test(name))
    throw invalid(`Invalid value '${name.slice(0, 100)}' for parameter 'name': it must not contain / : . % " or '.`)
  return checkText(name, 'name', LIMITS.name)
}

export function checkText(text: string, path: string, limit: number): string {
  if (text.length > limit && [...text].length > limit)
    throw invalid(`Parameter '${path}' is longer than ${limit} characters. Shorten it.`)
  return text
}

/** Pairs as a document; of a key that stands twice, the last counts. */
export function readPairs(pairs: { key: string; value?: string }[] = [], path: string): Record<string, string> {
  if (pairs.length > LIMITS.pairs)
    throw invalid(
      `A request can contain at most ${LIMITS.pairs} ${path}; this one has ${pairs.length}. Split it into several requests.`,
    )
  return Object.fromEntries(
    pairs.map(({ key, value = '' }, i) => {
      if (key === '') throw invalid(`Parameter '${path}[${i}].key' must not be empty.`)
      checkText(key, `${path}[${i}].key`, LIMITS.key)
      return [key, checkText(value, `${path}[${i}].value`, LIMITS.value)]
    }),
  )
}
