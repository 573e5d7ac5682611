/** Rules of tokens and log-ins: none grants more, or lasts longer, than the access that made it. */
import { type Input, RIGHTS, type Scope } from '../../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { tokens as contract } from '../contract/tokens.ts'
import type { Identity, Principal } from '../identity.ts'
import { noWorkspace, type Places } from '../places.ts'
import { covers } from '../roles.ts'
import { digestOf, newSession, newToken } from '../secrets.ts'
import type { AccountRow, AccountStore } from '../store/accounts.ts'
import type { MemberStore } from '../store/members.ts'
import type { ListedTokenRow, NewToken, TokenFilter, TokenRow, TokenStore } from '../store/tokens.ts'
import { HOME } from './accounts.ts'

const DAY_MS = 86_400_000
export const SESSION_DAYS = 30
const DEFAULT_DAYS = 90

interface Parts {
  db: Db
  accounts: AccountStore
  members: MemberStore
  store: TokenStore
  events: Events
  identity: Identity
  now: () => number
  /** Days that a token may last at most. */
  maxDays: number
  places: Places
}

type Wanted = Pick<Input<typeof contract.create>, 'label' | 'scopes' | 'expires_in_days'>
/** What an admin of a workspace can hand to its service accounts: nothing that reaches beyond it. */
const BEYOND: readonly Scope[] = ['self', 'install']

const denied = (message: string): Failure => new Failure('PERMISSION_DENIED', message)

export function tokenService({ db, accounts, members, store, events, identity, now, maxDays, places }: Parts) {
  const say = (tx: Tx, name: 'created' | 'revoked', row: TokenRow, actor: Principal) =>
    events.append(tx, {
      // What works in one workspace only is that workspace's affair.
      workspace: row.bound_to ?? HOME,
      name: `token.${name}`,
      kind: 'token',
      id: String(row.id),
      accountId: actor.accountId,
      details: { label: row.label, account_id: row.account_id, session: row.is_session, scopes: row.scopes },
    })

  async function insert(tx: Tx, actor: Principal, token: NewToken): Promise<TokenRow> {
    const row = await store.insert(tx, token)
    if (!row) throw new Failure('RESOURCE_CONFLICT', 'A token was made twice. Try again.')
    await say(tx, 'created', row, actor)
    return row
  }

  /** Otherwise a token that leaks could be traded for one that stays. */
  function expiryOf({ grantsUntilMs }: Principal, days: number | undefined): Date {
    if (days !== undefined && days > maxDays)
      throw invalid(`'expires_in_days' is ${days}. This server allows at most ${maxDays} (setting max_token_days).`)
    const wanted = now() + (days ?? Math.min(DEFAULT_DAYS, maxDays)) * DAY_MS
    if (days !== undefined && wanted > grantsUntilMs)
      throw denied(
        `A token cannot outlast the one that makes it, which ends at ${new Date(grantsUntilMs).toISOString()}. Use one that lasts longer.`,
      )
    return new Date(Math.min(wanted, grantsUntilMs))
  }

  function scopesOf(held: readonly Scope[] | null, wanted: Scope[] | undefined): Scope[] | null {
    if (wanted === undefined) return held && [...held]
    if (!covers(held, wanted))
      throw denied(`A token grants no more than what it is made with: 'scopes' can hold ${held!.join(', ')}.`)
    return [...new Set(wanted)]
  }

  async function make(actor: Principal, account: AccountRow, wanted: Wanted, to: Pick<NewToken, 'scopes' | 'boundTo'>) {
    if (account.disabled_at) throw invalid(`Account '${account.name}' is disabled.`)
    const label = wanted.label.trim()
    if (!label) throw invalid("Parameter 'label' must say what the token is for.")
    const expiresAt = expiryOf(actor, wanted.expires_in_days)
    const token = newToken()
    const row = await db
      .transaction()
      .execute((tx) =>
        insert(tx, actor, { workspace: HOME, accountId: account.id, label, digest: digestOf(token), expiresAt, ...to }),
      )
    const [info] = (await list({ accountId: account.id, isSession: false })).filter(({ id }) => id === row.id)
    return { token, row: info! }
  }

  const list = (filter: TokenFilter): Promise<ListedTokenRow[]> => store.list(HOME, filter)

  async function get(id: number): Promise<AccountRow> {
    const account = await accounts.find(db, HOME, id)
    if (!account) throw notFound('Account', String(id))
    return account
  }

  /** The workspace that a token is to be for; one that the maker may not go to is as good as none. */
  async function boundTo(actor: Principal, workspace: string | undefined): Promise<number | null> {
    if (workspace === undefined) return actor.boundTo
    const place = await places.of(actor, workspace)
    if (!place) throw noWorkspace(workspace, actor)
    return place.workspace
  }

  /** Ids of tokens that are not among those meant are nobody's business. */
  async function revoke(actor: Principal, id: number, isMeant: (row: TokenRow) => boolean): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const row = await store.find(tx, HOME, id)
      if (!row || !isMeant(row)) throw notFound('Token', String(id))
      if (!(await store.revoke(tx, HOME, id))) return
      await say(tx, 'revoked', row, actor)
    })
    identity.forget()
  }

  return {
    list,

    async create(actor: Principal, input: Input<typeof contract.create>) {
      const to = { scopes: scopesOf(actor.scopes, input.scopes), boundTo: await boundTo(actor, input.workspace) }
      return make(actor, await get(actor.accountId), input, to)
    },

    async createOf(actor: Principal, { account_id, ...input }: Input<typeof contract.createOf>) {
      const to = { scopes: scopesOf(actor.scopes, input.scopes), boundTo: await boundTo(actor, input.workspace) }
      return make(actor, await get(account_id), input, to)
    },

    /** An admin equips the service accounts of the workspace; people make their tokens themselves. */
    async createHere(
      actor: Principal,
      workspace: number,
      { account: name, ...input }: Input<typeof contract.createHere>,
    ) {
      const account = await accounts.findByName(db, HOME, name)
      const isMember = account && (await db.transaction().execute((tx) => members.roleOf(tx, workspace, account.id)))
      if (!account || !isMember) throw notFound('Member', name)
      if (account.kind !== 'service')
        throw denied(`'${name}' is a person, and makes tokens alone. Admins make those of service accounts.`)
      const scopes = scopesOf(actor.scopes, input.scopes) ?? [...RIGHTS]
      const beyond = input.scopes?.filter((scope) => BEYOND.includes(scope)) ?? []
      if (beyond.length) throw denied(`A token for one workspace cannot grant ${beyond.join(' or ')}: leave it out.`)
      return make(actor, account, input, {
        scopes: scopes.filter((scope) => !BEYOND.includes(scope)),
        boundTo: workspace,
      })
    },

    /** What grants more than the access that asks stays: a narrow token that leaks locks nobody out. */
    revoke: (actor: Principal, id: number, isSession = false) =>
      revoke(actor, id, (row) => {
        if (row.account_id !== actor.accountId || row.is_session !== isSession) return false
        if (!covers(actor.scopes, row.scopes) || (actor.boundTo !== null && actor.boundTo !== row.bound_to))
          throw denied('What you log in with cannot revoke a token that grants more.')
        return true
      }),
    revokeOf: (actor: Principal, accountId: number, id: number) =>
      revoke(actor, id, (row) => row.account_id === accountId),
    revokeHere: (actor: Principal, workspace: number, id: number) =>
      revoke(actor, id, (row) => row.bound_to === workspace),

    /** A log-in makes a session, which ends with the token that was shown, or after 30 days. */
    async openSession(actor: Principal, browser: string, also?: (tx: Tx, id: number) => Promise<void>) {
      const session = newSession()
      const until = Math.min(actor.validUntilMs, now() + SESSION_DAYS * DAY_MS)
      await db.transaction().execute(async (tx) => {
        const { id } = await insert(tx, actor, {
          workspace: HOME,
          accountId: actor.accountId,
          label: browser,
          scopes: actor.scopes && [...actor.scopes],
          boundTo: actor.boundTo,
          digest: digestOf(session),
          expiresAt: new Date(until),
          isSession: true,
          sessionOf: actor.tokenId,
        })
        await also?.(tx, id)
      })
      return { session, seconds: Math.round((until - now()) / 1000) }
    },
  }
}

export type TokenService = ReturnType<typeof tokenService>
