/** Registers what the story has in its registry. Doing it twice changes nothing; what was interrupted is completed. */
import { registered } from '../features/models/contract/own.ts'
import { registry } from '../features/models/contract/registry.ts'
import { versions } from '../features/models/contract/versions.ts'
import { own } from '../features/track/contract/own.ts'
import type { Api } from './api.ts'
import type { Place } from './make-run.ts'
import type { Words } from './story/plan.ts'
import type { ModelInRegistry, Registry } from './story/registry.ts'

const pairs = (words: Words) => Object.entries(words).map(([key, value]) => ({ key, value }))
const IS_PROMPT: Words = { 'mlflow.prompt.is_prompt': 'true', _mlflow_prompt_type: 'text' }

type Counts = Map<string, { versions: number; aliases: string[] }>

/** How many versions each model and prompt has. */
async function counted({ call }: Api, signal?: AbortSignal): Promise<Counts> {
  const lists = await Promise.all(
    [false, true].map((prompts) => call(registered.models, { prompts, limit: 500 }, signal)),
  )
  return new Map(
    lists
      .flatMap(({ models }) => models)
      .map(({ name, versions: count, aliases }) => [
        name,
        { versions: count, aliases: aliases.map(({ alias }) => alias) },
      ]),
  )
}

interface Entry {
  name: string
  description: string
  tags: Words
  /** Registers version n, the first being 1, and says when that was. */
  versions: ((signal?: AbortSignal) => Promise<number>)[]
  aliases: Record<string, number>
}

async function makeEntry({ shop, signal }: Place, counts: Counts, entry: Entry): Promise<void> {
  const { name, description, tags, aliases } = entry
  const there = counts.get(name)
  if (!there) await shop.call(registry.create, { name, description, tags: pairs(tags) }, signal)
  for (const [i, register] of entry.versions.entries()) {
    if (i < (there?.versions ?? 0)) continue
    const registered_at = await register(signal)
    await shop.call(registered.setRegisteredAt, { name, version: String(i + 1), registered_at }, signal)
  }
  for (const [alias, version] of Object.entries(aliases))
    if (!there?.aliases.includes(alias))
      await shop.call(registry.setAlias, { name, alias, version: String(version) }, signal)
}

const entryOf = ({ shop, known }: Place, { versions: plans, ...model }: ModelInRegistry): Entry => ({
  ...model,
  versions: plans.map((plan) => async (signal) => {
    const { run_id } = known.get(plan.run)!
    const detail = await shop.call(own.run, { run_id }, signal)
    const { model_id } = detail.models.find(({ direction }) => direction === 'output')!
    const { description, tags } = plan
    await shop.call(
      versions.create,
      { name: model.name, source: `models:/${model_id}`, run_id, model_id, description, tags: pairs(tags) },
      signal,
    )
    return plan.registeredAt
  }),
})

const promptsOf = ({ shop }: Place, { name, description, versions: plans, aliases }: Registry['prompts']): Entry => ({
  ...{ name, description, aliases, tags: IS_PROMPT },
  versions: plans.map(({ text, message, registeredAt }) => async (signal) => {
    const tags = pairs({ ...IS_PROMPT, 'mlflow.prompt.text': text })
    // What MLflow's client sends for a prompt, which has no files.
    await shop.call(versions.create, { name, source: 'dummy-source', description: message, tags }, signal)
    return registeredAt
  }),
})

async function makeBase({ shop, signal }: Place, counts: Counts, base: Registry['base']): Promise<void> {
  const { name, source, licence, sha256, description, registeredAt: registered_at } = base
  if (counts.has(name)) return
  await shop.call(registered.registerExternal, { name, source, licence, sha256, description }, signal)
  await shop.call(registered.setRegisteredAt, { name, version: '1', registered_at }, signal)
}

export async function makeRegistry(place: Place, { models, base, prompts }: Registry): Promise<void> {
  const counts = await counted(place.shop, place.signal)
  // One after the other: lists show what was made last on top, and that is the ranker.
  await makeBase(place, counts, base)
  await makeEntry(place, counts, promptsOf(place, prompts))
  for (const model of models.toReversed()) await makeEntry(place, counts, entryOf(place, model))
}

export async function isRegistryWhole(
  api: Api,
  { models, base, prompts }: Registry,
  signal?: AbortSignal,
): Promise<boolean> {
  const counts = await counted(api, signal)
  const wanted = [...models, prompts, { name: base.name, versions: [base] }]
  return wanted.every(({ name, versions: { length } }) => (counts.get(name)?.versions ?? 0) >= length)
}
