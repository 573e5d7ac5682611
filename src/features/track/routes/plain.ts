/**
 * The quick way in for what is logged: bodies as the clients send them, whose values have their types already, are
 * taken as they are. All others go the general way, which converts, and says what is wrong.
 */
import type { Input } from '../../../lib/contract.ts'
import type { metrics as contract } from '../contract/metrics.ts'

type Batch = Input<typeof contract.logBatch>
type Point = Input<typeof contract.log>
type Source = Record<string, unknown>

const isText = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\0') && value.isWellFormed()
const isListOf = (value: unknown, isOne: (one: Source) => boolean): boolean => {
  if (value === undefined) return true
  if (!Array.isArray(value)) return false
  for (const one of value) if (typeof one !== 'object' || one === null || !isOne(one as Source)) return false
  return true
}

const isPoint = (source: Source): boolean =>
  isText(source.key) &&
  typeof source.value === 'number' &&
  Number.isSafeInteger(source.timestamp) &&
  (source.step === undefined || Number.isSafeInteger(source.step)) &&
  source.model_id === undefined &&
  source.dataset_name === undefined &&
  source.dataset_digest === undefined
const isPair = ({ key, value }: Source): boolean => isText(key) && isText(value)
const isOfRun = ({ run_id, run_uuid }: Source): boolean => isText(run_id) && run_uuid === undefined

/** The body as a batch, if it is plain. */
export const plainBatch = (source: Source): Batch | undefined =>
  isOfRun(source) &&
  isListOf(source.metrics, isPoint) &&
  isListOf(source.params, isPair) &&
  isListOf(source.tags, isPair)
    ? (source as Batch)
    : undefined

/** The body as one point, if it is plain. */
export const plainPoint = (source: Source): Point | undefined =>
  isOfRun(source) && isPoint(source) ? (source as Point) : undefined
