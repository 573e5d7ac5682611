/** Limits and names of tracking: MLflow's, each with a sentence that names the field and the fix. */
import { invalid } from '../../lib/failure.ts'
import { checkGiven, checkLength, KEY_LENGTH } from '../../lib/keys.ts'

export { checkGiven, checkKey, checkLength } from '../../lib/keys.ts'

export const LIMITS = {
  metrics: 1_000,
  paramsOrTags: 100,
  batch: 1_000,
  key: KEY_LENGTH,
  param: 6_000,
  tag: 8_000,
  userId: 256,
  experimentName: 500,
  experimentTag: 20_000,
  artifactLocation: 2_048,
  datasets: 1_000,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  results: 50_000,
  historyPage: 25_000,
  bulkRuns: 100,
  bulkPoints: 2_500,
} as const

/** Tags that come with a new run may have any key: MLflow's server does not check these, and programs count on it. */
export function checkAnyKey(name: string, path: string): string {
  if (checkGiven(name, path) !== name.replace(/\p{Cc}/gu, ''))
    throw invalid(`Parameter '${path}' contains control characters. Remove them.`)
  return checkLength(name, path, LIMITS.key)
}

/** MLflow's servers cut long param and tag values rather than refuse them; never in the middle of a character. */
export const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : [...text.slice(0, limit * 2)].slice(0, limit).join('')

export function checkExperimentName(name: string, path = 'name'): string {
  if (name === '') throw invalid(`Parameter '${path}' must not be empty. Name the experiment.`)
  return checkLength(name, path, LIMITS.experimentName)
}

/** Only the path of a location is kept: a fragment or `;params` would be lost on the way to a file. */
export function checkLocation(location: string): string {
  if (/#.|;[^/?#]+(?:[?#]|$)/.test(location) || /\?.*\.\./.test(location) || location.startsWith('runs:'))
    throw invalid(
      `Invalid value '${location.slice(0, 100)}' for parameter 'artifact_location': it must be the URI of a folder, without '#', ';' or '..' in a query.`,
    )
  return checkLength(location, 'artifact_location', LIMITS.artifactLocation)
}

export function checkCount(count: number, limit: number, what: string): void {
  if (count > limit)
    throw invalid(
      `A request can contain at most ${limit} ${what}; this one has ${count}. Split it into several requests.`,
    )
}

/** Runs are named by `run_id`; `run_uuid` is its former name. */
export function runIdOf({ run_id, run_uuid }: { run_id?: string; run_uuid?: string }): string {
  const id = run_id || run_uuid
  if (!id) throw invalid("Missing value for required parameter 'run_id'. Send the id of the run.")
  return id
}

/** The id as it is stored: ' 07' names experiment 7, as it does for MLflow. */
export function experimentIdOf(id: string, path = 'experiment_id'): string {
  if (!/^\s*[+-]?\d{1,18}\s*$/.test(id))
    throw invalid(`Invalid value '${id.slice(0, 100)}' for parameter '${path}': experiment ids are decimal numbers.`)
  return String(BigInt(id.trim().replace(/^\+/, '')))
}
