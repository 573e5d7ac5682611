/** Rules of webhooks: where they may lead, what they are told, with which secret. */
import type { Input } from '../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../lib/failure.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import type { Outside } from '../../platform/outside/fetch.ts'
import type { RootKey } from '../../platform/root-key.ts'
import { checkEvents } from './choice.ts'
import type { webhooks as contract, Form } from './contract.ts'
import { testOf } from './form.ts'
import { secretText } from './message.ts'
import { readNames } from './mlflow/events.ts'
import type { WebhookReads } from './reads.ts'
import { sealSecret, secretOf } from './secrets.ts'
import type { Sender } from './sender.ts'
import type { HookRow, ListedRow, WebhookStore } from './store.ts'

const MOST = 50
const DEFAULT_LIMIT = 50

export interface Actor {
  workspace: number
  accountId: number | null
}

interface Parts {
  db: Db
  store: WebhookStore
  reads: WebhookReads
  events: Events
  outside: Outside
  sender: Sender
  key: () => RootKey
  now: () => number
}

interface Wanted {
  name: string
  url: string
  events: string[]
  description?: string | undefined
  /** Chosen by whoever is told, where the form has it so; empty for none. */
  secret?: string | undefined
  active?: boolean | undefined
}

const BY_HAND = 'stopped by hand'
const readEvents = (form: Form, events: string[]): string[] =>
  form === 'mlflow' ? readNames(events) : checkEvents(events)

const toWebhook = ({ id, name, url, form, events, created_at, stopped, waiting, last }: ListedRow) => ({
  ...{ id, name, url, form, events, stopped, waiting },
  created_at: created_at.getTime(),
  last: last && { ...last, at: last.at.getTime() },
})

export function webhookService({ db, store, reads, events, outside, sender, key, now }: Parts) {
  const say = (tx: Tx, what: 'created' | 'changed' | 'deleted', actor: Actor, { id, name, url, events: of }: HookRow) =>
    events.append(tx, {
      ...{ workspace: actor.workspace, accountId: actor.accountId, name: `webhook.${what}`, kind: 'webhook' },
      id: String(id),
      // What stands behind the question mark may be a secret.
      details: { name, url: url.split('?')[0]!, events: of },
    })

  async function get(workspace: number, id: number): Promise<HookRow> {
    const row = await store.find(workspace, id)
    if (!row) throw notFound('Webhook', String(id))
    return row
  }

  const show = async (workspace: number, id: number) => toWebhook((await store.list(workspace, id))[0]!)

  function nameOf(given: string): string {
    const name = given.trim()
    if (!name) throw invalid("Parameter 'name' must say who is told.")
    return name
  }

  async function urlOf(given: string): Promise<string> {
    const url = URL.parse(given)
    if (url?.username || url?.password)
      throw invalid(
        "Parameter 'url' holds a user name or password, which would be seen. Receivers check the signature.",
      )
    await outside.check(given, 'url')
    return given
  }

  const taken = (name: string): Failure =>
    new Failure('RESOURCE_ALREADY_EXISTS', `There is a webhook '${name}' already. Give another name.`)

  return {
    list: async (workspace: number) => ({ webhooks: (await store.list(workspace)).map(toWebhook) }),

    /** Makes one in either form. */
    async make(
      actor: Actor,
      form: Form,
      { description = '', secret, active = true, ...input }: Wanted,
    ): Promise<HookRow> {
      const { workspace } = actor
      const name = nameOf(input.name)
      const events = readEvents(form, input.events)
      const url = await urlOf(input.url)
      return db.transaction().execute(async (tx) => {
        if ((await store.count(tx, workspace)) >= MOST)
          throw new Failure(
            'RESOURCE_CONFLICT',
            `There are ${MOST} webhooks, and that is all there may be. Remove one.`,
          )
        const made = await store.insert(tx, {
          ...{ workspace_id: workspace, name, url, events, key_id: key().id, form, description },
        })
        if (!made) throw taken(name)
        const row = { ...made, secret: sealSecret(key(), made.id, secret), stopped: active ? null : BY_HAND }
        if (row.secret !== null || row.stopped !== null) await store.update(tx, row)
        await say(tx, 'created', actor, row)
        return row
      })
    },

    async create(actor: Actor, input: Input<typeof contract.create>) {
      const row = await this.make(actor, 'cloudevents', input)
      return { webhook: await show(actor.workspace, row.id), secret: secretText(secretOf(key(), row)) }
    },

    /** What is not given stays. */
    async put(actor: Actor, id: number, { active, ...given }: Partial<Wanted>): Promise<HookRow> {
      const url = given.url === undefined ? undefined : await urlOf(given.url)
      return db.transaction().execute(async (tx) => {
        const before = await store.find(actor.workspace, id, tx)
        if (!before) throw notFound('Webhook', String(id))
        const { name, url: oldUrl, events: oldEvents, stopped, form, description } = before
        const next: HookRow = {
          ...before,
          name: given.name === undefined ? name : nameOf(given.name),
          url: url ?? oldUrl,
          events: given.events ? readEvents(form, given.events) : oldEvents,
          description: given.description ?? description,
          stopped: active === undefined ? stopped : active ? null : (stopped ?? BY_HAND),
          ...(given.secret !== undefined && { secret: sealSecret(key(), id, given.secret), key_id: key().id }),
        }
        if (!(await store.update(tx, next))) throw taken(next.name)
        if (next.stopped !== null && stopped === null)
          await store.giveUp(tx, actor.workspace, id, 'the webhook was stopped')
        await say(tx, 'changed', actor, next)
        return next
      })
    },

    async change(actor: Actor, { id, ...given }: Input<typeof contract.change>) {
      await this.put(actor, id, given)
      return { webhook: await show(actor.workspace, id) }
    },

    async renew(actor: Actor, id: number) {
      const { form } = await get(actor.workspace, id)
      if (form === 'mlflow')
        throw new Failure(
          'RESOURCE_CONFLICT',
          `Whoever made webhook ${id} chose its secret: give it another one with MLflow's update_webhook.`,
        )
      const row = await db.transaction().execute(async (tx) => {
        const renewed = await store.renewSecret(tx, actor.workspace, id, key().id)
        if (!renewed) throw notFound('Webhook', String(id))
        await say(tx, 'changed', actor, renewed)
        return renewed
      })
      return { secret: secretText(secretOf(key(), row)) }
    },

    async delete(actor: Actor, id: number): Promise<void> {
      const row = await get(actor.workspace, id)
      await db.transaction().execute(async (tx) => {
        await store.delete(tx, actor.workspace, id)
        await say(tx, 'deleted', actor, row)
      })
    },

    find: (workspace: number, id: number) => store.find(workspace, id),

    inForm: async (workspace: number, form: Form): Promise<HookRow[]> =>
      (await store.list(workspace)).filter((row) => row.form === form),

    /** Sends an example of an event, the first that it is told of if none is named. */
    async sendTest(workspace: number, workspaceName: string, id: number, event?: string) {
      const hook = await get(workspace, id)
      const [name] = event === undefined ? hook.events : readEvents(hook.form, [event])
      return sender.send(hook, testOf(hook, `bw_test_${id}_${now()}`, workspaceName, now(), name))
    },

    async test({ workspace }: Actor, workspaceName: string, id: number) {
      const { status, took_ms, error } = await this.sendTest(workspace, workspaceName, id)
      return { ok: error === null, status, took_ms, error }
    },

    async deliveries(workspace: number, { id, limit = DEFAULT_LIMIT, ...page }: Input<typeof contract.deliveries>) {
      await get(workspace, id)
      const rows = await reads.deliveries(workspace, id, { ...page, limit: limit + 1 })
      return {
        deliveries: rows.slice(0, limit).map(({ name, subject_kind, subject_id, ...row }) => ({
          ...row,
          event: { name, subject_kind, subject_id },
          created_at: row.created_at.getTime(),
          at: row.at.getTime(),
        })),
        has_more: rows.length > limit,
      }
    },

    async repeat(workspace: number, { id, delivery }: Input<typeof contract.repeat>): Promise<void> {
      const { stopped } = await get(workspace, id)
      if (stopped !== null)
        throw new Failure('RESOURCE_CONFLICT', `Webhook ${id} is stopped: ${stopped}. Start it first.`)
      if (!(await store.repeat(workspace, id, delivery, new Date(now())))) throw notFound('Delivery', String(delivery))
      sender.wake()
    },
  }
}

export type WebhookService = ReturnType<typeof webhookService>
