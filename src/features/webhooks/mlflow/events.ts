/**
 * What MLflow's server tells of the registry, and which events of ours it is: names, and the fields of its payloads
 * (mlflow.webhooks.types).
 */
import { invalid } from '../../../lib/failure.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { EventRow } from '../reads.ts'

type Event = Pick<EventRow, 'name' | 'details'>
export interface Told {
  entity: string
  action: string
  data: Record<string, unknown>
}

const NAME = 'example_model'
const TAG = { key: 'example_key', value: 'example_value' }
const ALIAS = { name: NAME, alias: 'example_alias' }
const MADE = { name: NAME, tags: { example_key: 'example_value' }, description: 'An example' }

/** Each event with an example of its data, as a test sends it. */
export const EXAMPLES: Record<string, Record<string, unknown>> = {
  'registered_model.created': MADE,
  'model_version.created': { ...MADE, version: '1', source: 'models:/123', run_id: 'abcd1234abcd5678' },
  'model_version_tag.set': { name: NAME, version: '1', ...TAG },
  'model_version_tag.deleted': { name: NAME, version: '1', key: TAG.key },
  'model_version_alias.created': { ...ALIAS, version: '1' },
  'model_version_alias.deleted': ALIAS,
  'prompt.created': MADE,
  'prompt_version.created': { ...MADE, version: '1', template: 'Hello {{name}}!' },
  'prompt_tag.set': { name: NAME, ...TAG },
  'prompt_tag.deleted': { name: NAME, key: TAG.key },
  'prompt_version_tag.set': { name: NAME, version: '1', ...TAG },
  'prompt_version_tag.deleted': { name: NAME, version: '1', key: TAG.key },
  'prompt_alias.created': { ...ALIAS, version: '1' },
  'prompt_alias.deleted': ALIAS,
}

export const keyOf = ({ entity, action }: Pick<Told, 'entity' | 'action'>): string =>
  `${entity.toLowerCase()}.${action.toLowerCase()}`

/** Names of what is wanted, each once; refused with what there is. */
export function readNames(names: string[]): string[] {
  if (names.length === 0)
    throw invalid("Parameter 'events' is empty. Name at least one event, such as model_version.created.")
  const wrong = names.find((name) => !Object.hasOwn(EXAMPLES, name))
  if (wrong !== undefined)
    throw invalid(
      `Parameter 'events' has ${wrong}, which does not happen here. There are ${Object.keys(EXAMPLES).join(', ')}.`,
    )
  return [...new Set(names)]
}

/** Events of ours that MLflow tells too. */
export const IN_MLFLOW = [
  'model.created',
  'model.changed',
  'version.registered',
  'version.changed',
  'alias.set',
  'alias.removed',
] as const satisfies EventName[]

/** Tags that are the form of prompts, not what somebody says of them. */
const OF_PROMPTS = new Set(['mlflow.prompt.is_prompt', '_mlflow_prompt_type'])
const TEXT_OF_PROMPT = 'mlflow.prompt.text'

interface Details {
  name: string
  version?: number
  description?: string | null
  source?: string
  run_id?: string | null
  tags?: Record<string, string | null>
  alias?: string
  to?: number
  is_prompt?: true
}

/** What MLflow would tell of an event, if anything. */
export function toMlflow({ name: event, details }: Event): Told | undefined {
  if (details === null || !(IN_MLFLOW as readonly string[]).includes(event)) return undefined
  const { name, description, source, run_id, tags = {}, alias, to, is_prompt } = details as unknown as Details
  const version = details.version === undefined ? {} : { version: String(details.version) }
  const shown = Object.fromEntries(Object.entries(tags).filter(([key]) => !is_prompt || !OF_PROMPTS.has(key)))
  const tell = (ofModel: string, ofPrompt: string, action: string, data: Record<string, unknown>): Told => ({
    ...{ entity: is_prompt ? ofPrompt : ofModel, action },
    data: { name, ...version, ...data },
  })
  switch (event) {
    case 'model.created':
      return tell('registered_model', 'prompt', 'created', { tags: shown, description: description || null })
    case 'version.registered': {
      const { [TEXT_OF_PROMPT]: template = null, ...rest } = shown
      const made = is_prompt ? { template, tags: rest } : { source, run_id: run_id || null, tags: shown }
      return tell('model_version', 'prompt_version', 'created', { ...made, description: description || null })
    }
    case 'alias.set':
      return tell('model_version_alias', 'prompt_alias', 'created', { alias, version: String(to) })
    case 'alias.removed':
      return tell('model_version_alias', 'prompt_alias', 'deleted', { alias })
  }
  // Of tags of registered models MLflow tells those of prompts only.
  const [tag] = Object.entries(tags)
  if (!tag || (event === 'model.changed' && !is_prompt)) return undefined
  const [key, value] = tag
  const of = event === 'model.changed' ? 'prompt_tag' : 'prompt_version_tag'
  return value === null
    ? tell('model_version_tag', of, 'deleted', { key })
    : tell('model_version_tag', of, 'set', { key, value })
}
