/**
 * What a model card says of its model, in the form of Hugging Face: YAML between two lines of `---` at the top of a
 * README.md, or alone in a file. (huggingface.co/docs/hub/model-cards; modelcard_template and modelcardspec in
 * huggingface_hub)
 */
import { parse } from 'yaml'

export interface CardResult {
  task: string | null
  dataset: string | null
  metric: string
  value: number
}

export interface Card {
  /** As the card writes it: often an SPDX id in small letters. */
  licence: string | null
  base_models: string[]
  datasets: string[]
  languages: string[]
  tags: string[]
  library: string | null
  /** What the model is for, such as text-classification. */
  task: string | null
  results: CardResult[]
}

const MAX_CHARACTERS = 1 << 20
const MAX_ENTRIES = 100
const MAX_LENGTH = 500

type Words = Record<string, unknown>
const isObject = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const toText = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, MAX_LENGTH).replaceAll('\0', '').toWellFormed()
    : null
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : value == null ? [] : [value])
const toTexts = (value: unknown): string[] =>
  asList(value)
    .map(toText)
    .filter((text) => text !== null)
    .slice(0, MAX_ENTRIES)

function toResults(index: unknown): CardResult[] {
  const results: CardResult[] = []
  for (const model of asList(index).filter(isObject))
    for (const result of asList(model.results).filter(isObject)) {
      const task = isObject(result.task) ? toText(result.task.name ?? result.task.type) : null
      const dataset = isObject(result.dataset) ? toText(result.dataset.name ?? result.dataset.type) : null
      for (const metric of asList(result.metrics).filter(isObject)) {
        const name = toText(metric.name ?? metric.type)
        const value = typeof metric.value === 'number' ? metric.value : Number.NaN
        if (name !== null && Number.isFinite(value)) results.push({ task, dataset, metric: name, value })
      }
    }
  return results.slice(0, MAX_ENTRIES)
}

/** Undefined when there is none: no YAML, or none that says anything of a model. Never throws. */
export function readCard(text: string): Card | undefined {
  if (text.length > MAX_CHARACTERS) return undefined
  const [, top] = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text) ?? []
  if (top === undefined && /^\s*#/.test(text)) return undefined
  let said: unknown
  try {
    // No references: a few lines of them may stand for more text than there is memory.
    said = parse(top ?? text, { maxAliasCount: 0, logLevel: 'error' })
  } catch {
    return undefined
  }
  if (!isObject(said)) return undefined
  const card: Card = {
    licence: toTexts(said.license)[0] ?? null,
    base_models: toTexts(said.base_model),
    datasets: toTexts(said.datasets),
    languages: toTexts(said.language),
    tags: toTexts(said.tags),
    library: toText(said.library_name),
    task: toText(said.pipeline_tag),
    results: toResults(said['model-index']),
  }
  return Object.values(card).some((value) => (Array.isArray(value) ? value.length > 0 : value !== null))
    ? card
    : undefined
}
