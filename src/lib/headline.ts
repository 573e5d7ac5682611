/**
 * Which metric stands for a run, and which direction is better. Nobody told us: both are read off the names,
 * and the pages say so. Sentences built on it state facts (highest, lowest), never that one run is better.
 */
import { numberOf } from './format/numbers.ts'

export type Direction = 'up' | 'down'

const HELD_OUT = /(^|[^a-z])(val|valid|validation|eval|dev|test|holdout)([^a-z]|$)/i
const UP =
  /(auc|roc|acc|accuracy|f1|f_?beta|precision|recall|ap|map|ndcg|mrr|bleu|rouge|meteor|r2|iou|dice|hit|hits|score|reward|return|corr|pearson|spearman|kappa|mcc|psnr|ssim|win_?rate|success)/i
const DOWN =
  /(loss|err|error|rmse|mse|mae|mape|smape|nll|ppl|perplexity|wer|cer|fid|brier|deviance|logloss|crossentropy|cross_entropy|kl|latency|regret|cost)/i
const MACHINE = /^(system|gpu|cpu|disk|network|memory|time|epoch|step|lr|learning_rate)([/_.]|$)/i

const words = (name: string): string[] => name.split(/[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])/)
const some = (name: string, pattern: RegExp): boolean =>
  words(name).some((word) => new RegExp(`^${pattern.source}(\\d*|s|@\\d+)$`, 'i').test(word))

/** Undefined when the name does not tell. */
export function directionOf(name: string): Direction | undefined {
  if (some(name, DOWN) || /cross_?entropy|log_?loss/i.test(name)) return 'down'
  return some(name, UP) ? 'up' : undefined
}

function weight(name: string): number {
  if (MACHINE.test(name)) return -10
  const direction = directionOf(name)
  return (HELD_OUT.test(name) ? 4 : 0) + (direction === 'up' ? 3 : direction === 'down' ? 2 : 0)
}

const depth = (name: string): number => name.split('/').length

/** Most telling first, the whole before its parts; level ones stay as they come. */
export const byWeight = (names: string[]): string[] =>
  [...names].sort((a, b) => weight(b) - weight(a) || depth(a) - depth(b))

/** The metric that stands for a run; undefined when there is none but the machine's. */
export function headlineOf(names: string[]): string | undefined {
  const best = byWeight(names)[0]
  return best !== undefined && weight(best) >= 0 ? best : undefined
}

export const isNumber = (value: number | string): boolean => Number.isFinite(numberOf(value))
