/** Rules of webhooks: where they may lead, what they are told, with which secret. */
import type { Input } from '../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../lib/failure.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import type { Outside } from '../../platform/outside/fetch.ts'
import type { RootKey } from '../../platform/root-key.ts'
import { checkEvents } from './choice.ts'
import type { webhooks as contract } from './contract.ts'
import { secretText, testMessage } from './message.ts'
import type { WebhookReads } from './reads.ts'
import { secretOf } from './secrets.ts'
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

const toWebhook = ({ id, name, url, events, created_at, stopped, waiting, last }: ListedRow) => ({
  ...{ id, name, url, events, stopped, waiting },
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

    async create(actor: Actor, input: Input<typeof contract.create>) {
      const { workspace } = actor
      const name = nameOf(input.name)
      const wanted = checkEvents(input.events)
      const url = await urlOf(input.url)
      const row = await db.transaction().execute(async (tx) => {
        if ((await store.count(tx, workspace)) >= MOST)
          throw new Failure(
            'RESOURCE_CONFLICT',
            `There are ${MOST} webhooks, and that is all there may be. Remove one.`,
          )
        const made = await store.insert(tx, { workspace_id: workspace, name, url, events: wanted, key_id: key().id })
        if (!made) throw taken(name)
        await say(tx, 'created', actor, made)
        return made
      })
      return { webhook: await show(workspace, row.id), secret: secretText(secretOf(key(), row)) }
    },

    async change(actor: Actor, { id, active, ...given }: Input<typeof contract.change>) {
      const url = given.url === undefined ? undefined : await urlOf(given.url)
      await db.transaction().execute(async (tx) => {
        const before = await store.find(actor.workspace, id, tx)
        if (!before) throw notFound('Webhook', String(id))
        const { name, url: oldUrl, events: oldEvents, stopped } = before
        const next: HookRow = {
          ...before,
          name: given.name === undefined ? name : nameOf(given.name),
          url: url ?? oldUrl,
          events: given.events ? checkEvents(given.events) : oldEvents,
          stopped: active === undefined ? stopped : active ? null : (stopped ?? 'stopped by hand'),
        }
        if (!(await store.update(tx, next))) throw taken(next.name)
        if (next.stopped !== null && stopped === null)
          await store.giveUp(tx, actor.workspace, id, 'the webhook was stopped')
        await say(tx, 'changed', actor, next)
      })
      return { webhook: await show(actor.workspace, id) }
    },

    async renew(actor: Actor, id: number) {
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

    async test({ workspace }: Actor, workspaceName: string, id: number) {
      const hook = await get(workspace, id)
      const attempt = await sender.send(hook, testMessage(`bw_test_${id}_${now()}`, workspaceName, now()))
      return { ok: attempt.error === null, ...attempt }
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
