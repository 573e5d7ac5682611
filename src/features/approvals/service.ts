/** Asking, answering and withdrawing; a feature asks through `ask`, and acts on what `approved` says. */
import { type Input, RIGHTS, type Right } from '../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../lib/failure.ts'
import { type EventName, KINDS, type Kind } from '../../lib/vocabulary.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { canonical, type Events } from '../../platform/events.ts'
import { findNode, link, putNode, type Ref } from '../../platform/graph.ts'
import type { Caller } from '../../platform/http/server.ts'
import type { Answer, approvals as contract, State } from './contract.ts'
import type { Answerer, ApprovalReads, Filter, ListedDecision, ListedRow } from './reads.ts'
import { type About, digestOf, obstacle, stateOf } from './rules.ts'
import type { ApprovalRow, ApprovalStore } from './store.ts'

const HOUR_MS = 3_600_000
const MAX_CONTENT_BYTES = 65_536

export interface Policy {
  /** How many have to say yes; 1 unless said otherwise. */
  needed?: number | undefined
  /** Whoever asked cannot answer; true unless said otherwise. */
  fourEyes?: boolean | undefined
  /** What whoever answers needs beside `approve`. */
  right?: Right | undefined
  /** How long it waits for answers; a week unless said otherwise. */
  hours?: number | undefined
}

export interface Asking {
  about: About
  /** What is asked, in words. */
  title: string
  why: string
  /** What exactly is asked about: an approval counts for this and for nothing else. */
  content: Record<string, unknown>
  policy?: Policy
}

type Actor = Pick<Caller, 'workspace' | 'accountId'>

interface Parts {
  db: Db
  store: ApprovalStore
  reads: ApprovalReads
  events: Events
  now: () => number
}

export interface Shown extends ListedRow {
  decisions: ListedDecision[]
  obstacle: Failure | undefined
  isYours: boolean
}

const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind)

export function approvalService({ db, store, reads, events, now }: Parts) {
  const say = (tx: Tx, name: EventName, workspace: number, id: number, accountId: number | null, details: object) =>
    events.append(tx, { workspace, name, kind: 'approval', id: String(id), accountId, details: { ...details } })

  async function answererOf({ accountId, may }: Pick<Caller, 'accountId' | 'may'>): Promise<Answerer> {
    const rights = RIGHTS.filter((right) => may[right])
    if (accountId === null) return { id: 0, isPerson: true, ids: [0], rights }
    return { id: accountId, rights, ...((await reads.person(accountId)) ?? { isPerson: false, ids: [accountId] }) }
  }

  /** Asks in the transaction of whatever is to wait; returns the id. */
  async function ask(tx: Tx, { workspace, accountId }: Actor, asking: Asking): Promise<number> {
    const { about, title, why, content, policy = {} } = asking
    const { needed = 1, fourEyes = true, right = 'approve', hours = 168 } = policy
    const digest = digestOf(about, content)
    const [asked_at, expires_at] = [new Date(now()), new Date(now() + hours * HOUR_MS)]
    const id = await store.insert(tx, {
      ...{ workspace_id: workspace, subject_kind: about.kind, subject_id: about.id, title, why, digest, needed },
      ...{ content: canonical(content), four_eyes: fourEyes, right_needed: right, asked_by: accountId ?? 0 },
      ...{ asked_at, expires_at },
    })
    if (id === undefined) {
      const same = await store.findDigest(tx, workspace, digest)
      throw new Failure('RESOURCE_CONFLICT', `The same is asked already, as approval ${same?.id}.`)
    }
    const eventId = await say(tx, 'approval.requested', workspace, id, accountId, {
      ...{ title, about: `${about.kind}:${about.id}`, digest: digest.toString('hex'), needed, four_eyes: fourEyes },
    })
    const from = { kind: 'approval', id: String(id) } as const
    await putNode(tx, workspace, from, title)
    if (isKind(about.kind)) {
      const to = { kind: about.kind, id: about.id }
      await link(tx, { workspace, from, rel: 'asks-about', to, accountId, eventId })
    }
    return id
  }

  async function settle(tx: Tx, row: ApprovalRow, state: Exclude<State, 'open'>, by: number | null, details = {}) {
    const { id, workspace_id: workspace, title, digest } = row
    await store.settle(tx, workspace, id, state, new Date(now()))
    await say(tx, `approval.${state}`, workspace, id, by, { title, digest: digest.toString('hex'), ...details })
  }

  async function find(workspace: number, filter: Filter, limit: number, answerer: Answerer): Promise<Shown[]> {
    const rows = await reads.list(workspace, filter, new Date(now()), limit)
    const ids = rows.map(({ id }) => id)
    const decisions = ids.length ? await reads.decisions(workspace, ids) : []
    return rows.map((row) => {
      const of = decisions.filter(({ approval_id }) => approval_id === row.id)
      const [state, why] = [stateOf(row, now()), obstacle(row, of, answerer, now())]
      return { ...row, state, decisions: of, obstacle: why, isYours: row.asked_by === answerer.id }
    })
  }

  async function get(caller: Caller, id: number): Promise<Shown> {
    const [shown] = await find(caller.workspace, { id }, 1, await answererOf(caller))
    if (!shown) throw notFound('Approval', String(id))
    return shown
  }

  async function lock(tx: Tx, workspace: number, id: number): Promise<ApprovalRow> {
    const row = await store.lock(tx, workspace, id)
    if (!row) throw notFound('Approval', String(id))
    return row
  }

  return {
    ask,
    get,

    async askByHand(caller: Caller, input: Input<typeof contract.ask>): Promise<Shown> {
      const { kind, subject, content = {}, needed, four_eyes: fourEyes, right, expires_in_hours: hours } = input
      const about = { kind, id: subject }
      const [title, why] = [input.title.trim(), input.why.trim()]
      if (!title || !why) throw invalid("'title' says what is asked and 'why' for what reason: neither may be blank.")
      const size = Buffer.byteLength(canonical(content))
      if (size > MAX_CONTENT_BYTES)
        throw invalid(`'content' has ${size} bytes; at most ${MAX_CONTENT_BYTES} are allowed. Give a digest instead.`)
      if (canonical(content).includes('\\u0000')) throw invalid("'content' contains the NUL character. Remove it.")
      const node = await findNode(db, caller.workspace, about)
      if (!node || node.deleted) throw notFound(`'subject': ${kind}`, subject)
      const policy = { needed, fourEyes, right, hours }
      const id = await db.transaction().execute((tx) => ask(tx, caller, { about, title, why, content, policy }))
      return get(caller, id)
    },

    async list(caller: Caller, input: Input<typeof contract.list>, limit = 50): Promise<Shown[]> {
      const { for_me: isForMe = false, state = 'open', ...filter } = input
      const answerer = await answererOf(caller)
      if (isForMe && !(answerer.isPerson && answerer.rights.includes('approve'))) return []
      return find(caller.workspace, { ...filter, state, ...(isForMe && { answerer }) }, limit, answerer)
    },

    async decide(caller: Caller, id: number, answer: Answer, given: string): Promise<Shown> {
      const { workspace, accountId } = caller
      const reason = given.trim()
      if (!reason) throw invalid("'reason' must say why; it stands beside the answer for ever.")
      const answerer = await answererOf(caller)
      await db.transaction().execute(async (tx) => {
        const row = await lock(tx, workspace, id)
        const before = await store.decisions(tx, workspace, id)
        const why = obstacle(row, before, answerer, now())
        if (why) throw why
        const at = new Date(now())
        await store.decide(tx, {
          ...{ approval_id: id, workspace_id: workspace, account_id: answerer.id, answer, reason, at },
        })
        const yes = before.length + (answer === 'yes' ? 1 : 0)
        if (answer === 'no') return settle(tx, row, 'refused', accountId, { reason })
        if (yes >= row.needed) return settle(tx, row, 'approved', accountId, { reason, yes })
        const details = { title: row.title, reason, yes, needed: row.needed }
        await say(tx, 'approval.answered', workspace, id, accountId, details)
      })
      return get(caller, id)
    },

    async withdraw(caller: Caller, id: number): Promise<Shown> {
      const { workspace, accountId } = caller
      await db.transaction().execute(async (tx) => {
        const row = await lock(tx, workspace, id)
        if (row.asked_by !== (accountId ?? 0))
          throw new Failure('PERMISSION_DENIED', `Only whoever asked may withdraw approval ${id}.`)
        const state = stateOf(row, now())
        if (state !== 'open') throw new Failure('RESOURCE_CONFLICT', `Approval ${id} is ${state} already.`)
        await settle(tx, row, 'withdrawn', accountId)
      })
      return get(caller, id)
    },

    /** The approval that was given for exactly this content, if one was. */
    async approved(workspace: number, about: About, content: Record<string, unknown>): Promise<number | undefined> {
      const row = await store.findDigest(db, workspace, digestOf(about, content))
      return row?.state === 'approved' ? row.id : undefined
    },

    /** Things go to another workspace, but not while somebody here is to say yes or no about them. */
    async checkMove(tx: Tx, { from, nodes }: { from: number; nodes: Ref[] }): Promise<object> {
      const open = await store.openAbout(tx, from, nodes)
      if (open)
        throw new Failure(
          'RESOURCE_CONFLICT',
          `Approval ${open.id} ('${open.title}') is about something that would move, and nobody has answered it. Answer or withdraw it first.`,
        )
      return {}
    },

    /** Notes what nobody answered in time. */
    async expire(): Promise<void> {
      for (let rows = 200; rows === 200; )
        rows = await db.transaction().execute(async (tx) => {
          const due = await store.overdue(tx, new Date(now()))
          for (const row of due) await settle(tx, row, 'expired', null)
          return due.length
        })
    },
  }
}

export type ApprovalService = ReturnType<typeof approvalService>
