/** What the registry says of itself in the graph and in the log: nodes of models and versions, and their events. */
import type { Int64 } from '../../../lib/json.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { link, putNode, type Ref } from '../../../platform/graph.ts'
import type { Actor } from '../service.ts'
import { isPrompt } from './prompts.ts'
import type { ModelRow } from './store/models.ts'

/** The id of a model stays when its name does not. */
export const modelRef = (id: Int64) => ({ kind: 'model', id: String(id) }) as const
export const versionRef = (model: Int64, version: number) => ({ kind: 'version', id: `${model}/${version}` }) as const
export const labelOf = (name: string, version: number): string => `${name} v${version}`

type ModelEvent = Extract<EventName, `model.${string}` | `alias.${string}`>
type VersionEvent = Extract<EventName, `version.${string}`>
type Details = Record<string, unknown>
type Words = Record<string, string>
type Named = Pick<ModelRow, 'id' | 'name' | 'tags'>

/** A tag may be a whole book; an event is not. */
const MOST_SAID = 20_000
/** Tags as events tell them; null for one that was removed. */
export const toldTags = (tags: Record<string, string | null>): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [
      key,
      value !== null && value.length > MOST_SAID ? `${value.slice(0, MOST_SAID)}…` : value,
    ]),
  )

/** Who reads events of models may want none of prompts, or the other way round. */
const promptOf = ({ tags }: { tags: Words }): Details => (isPrompt(tags) ? { is_prompt: true } : {})

export const registryEvents = (events: Events) => ({
  model: (tx: Tx, actor: Actor, name: ModelEvent, model: Named, details: Details = {}) =>
    events.append(tx, {
      ...actorOf(actor),
      name,
      ...modelRef(model.id),
      details: { name: model.name, ...promptOf(model), ...details },
    }),

  version: (
    tx: Tx,
    actor: Actor,
    name: VersionEvent,
    { model, name: of, version, tags }: { model: Int64; name: string; version: number; tags: Words },
    details: Details = {},
  ) =>
    events.append(tx, {
      ...actorOf(actor),
      name,
      ...versionRef(model, version),
      details: { name: of, version, ...promptOf({ tags }), ...details },
    }),

  /** A version below its model, and below what it was made from. */
  async place(tx: Tx, actor: Actor, model: ModelRow, version: number, from: Ref[], eventId: Int64): Promise<void> {
    const to = versionRef(model.id, version)
    const edge = { workspace: actor.workspace, accountId: actor.accountId, to, eventId }
    await putNode(tx, actor.workspace, to, labelOf(model.name, version))
    await link(tx, { ...edge, from: modelRef(model.id), rel: 'contains' })
    for (const origin of from) await link(tx, { ...edge, from: origin, rel: 'registered-as' })
  },
})

const actorOf = ({ workspace, accountId }: Actor) => ({ workspace, accountId })

export type RegistryEvents = ReturnType<typeof registryEvents>
