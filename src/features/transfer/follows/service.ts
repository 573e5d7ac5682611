/** Rules of follows: a name and a server each, paused, gone on with and stopped. */
import type { Input, Reply } from '../../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { RootKey } from '../../../platform/root-key.ts'
import type { follows as contract } from '../contract/follows.ts'
import { seal } from '../secrets.ts'
import { kindOf } from '../sources/open.ts'
import type { FollowRow, FollowStore } from '../store/follows.ts'
import { type Asked, toAsked } from '../taking/asked.ts'
import type { Actor, TakePorts } from '../taking/ports.ts'

const EVERY_S = 10
const MOST = 20

type View = Reply<typeof contract.get>['follow']

interface Parts {
  db: Db
  store: FollowStore
  track: TakePorts['track']
  events: Events
  key: () => RootKey
  now: () => number
  wake(): void
  judge(asked: Asked): Promise<void>
}

export function followService({ db, store, track, events, key, now, wake, judge }: Parts) {
  const toFollow = (row: FollowRow): View => ({
    ...{ name: row.name, place: row.place, ...row.options, every: row.every_ms / 1_000 },
    state: row.state === 'active' && row.away_ms !== null ? 'away' : row.state,
    ...{ created_ms: row.created_ms, seen_ms: row.seen_ms, counts: row.counts, error: row.error },
    behind_ms: row.seen_ms === null ? null : Math.max(0, now() - row.seen_ms),
    next_ms: row.state === 'active' ? row.next_ms : null,
  })

  const say = (tx: Tx, { accountId }: Actor, row: FollowRow, what: 'started' | 'paused' | 'resumed' | 'stopped') =>
    events.append(tx, {
      ...{ workspace: row.workspace_id, accountId, name: `follow.${what}`, kind: 'follow', id: row.name },
      details: { place: row.place },
    })

  async function get(workspace: number, name: string): Promise<FollowRow> {
    const row = await store.find(workspace, name)
    if (!row) throw notFound('Follow', name, 'in this workspace. List them with bw follow ls.')
    return row
  }
  const show = async (workspace: number, name: string) => ({ follow: toFollow(await get(workspace, name)) })

  async function setState(actor: Actor, name: string, state: FollowRow['state']) {
    const row = await get(actor.workspace, name)
    if (row.state !== state) {
      await db.transaction().execute(async (tx) => {
        await store.change(row, { state, next_ms: now(), tries: 0 }, tx)
        await say(tx, actor, row, state === 'paused' ? 'paused' : 'resumed')
      })
      wake()
    }
    return show(actor.workspace, name)
  }

  return {
    list: async (workspace: number) => ({ follows: (await store.list(workspace)).map(toFollow) }),
    get: show,

    async create(actor: Actor, input: Input<typeof contract.create>) {
      const { every = EVERY_S, experiments = null, copy_files = false, write_back = false } = input
      if (kindOf(input.uri) !== 'server')
        throw invalid(
          "Parameter 'uri' names no server, and only servers are followed. Take a database or a folder in with bw import.",
        )
      if (experiments?.length === 0) throw invalid("Parameter 'experiments' names none. Leave it out for all.")
      const asked = toAsked(input)
      await judge(asked)
      const name = input.name ?? new URL(asked.place).host.replace(/[^\w.-]/g, '-')
      const others = await store.list(actor.workspace)
      const same = others.find(({ place }) => place === asked.place)
      if (same) throw new Failure('RESOURCE_ALREADY_EXISTS', `'${same.name}' follows ${same.place} already.`)
      if (others.length >= MOST)
        throw new Failure('RESOURCE_CONFLICT', `${MOST} servers are followed, and that is all there may be. Stop one.`)
      const row = await db.transaction().execute(async (tx) => {
        const made = await store.insert(tx, {
          ...{ workspace_id: actor.workspace, account_id: actor.accountId, name, place: asked.place },
          options: { experiments, copy_files, write_back },
          ...{ secret: seal(key(), asked.secret), key_id: key().id, every_ms: every * 1_000 },
          ...{ created_ms: now(), next_ms: now() },
        })
        if (!made)
          throw new Failure('RESOURCE_ALREADY_EXISTS', `There is a follow '${name}' already. Give another name.`)
        await say(tx, actor, made, 'started')
        return made
      })
      wake()
      return { follow: toFollow(row) }
    },

    pause: (actor: Actor, name: string) => setState(actor, name, 'paused'),
    resume: (actor: Actor, name: string) => setState(actor, name, 'active'),

    async stop(actor: Actor, name: string): Promise<void> {
      const row = await get(actor.workspace, name)
      await db.transaction().execute(async (tx) => {
        await store.delete(tx, row)
        await say(tx, actor, row, 'stopped')
      })
      await track.take.unfollow(actor.workspace, name)
    },
  }
}

export type FollowService = ReturnType<typeof followService>
