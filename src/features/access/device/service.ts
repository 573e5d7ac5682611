/**
 * How a command line is let in: it shows a short code, somebody types it on a page where they are logged in, and it
 * gets a token that grants what their log-in does. The code alone opens nothing, and the page never fills it in.
 */
import { randomInt } from 'node:crypto'
import type { Input, Reply } from '../../../lib/contract.ts'
import { Failure, invalid } from '../../../lib/failure.ts'
import type { device as contract } from '../contract/device.ts'
import type { Identity, Principal } from '../identity.ts'
import type { Modes } from '../mode.ts'
import { digestOf, newCode } from '../secrets.ts'
import { HOME } from '../service/accounts.ts'
import type { TokenService } from '../service/tokens.ts'
import type { DeviceRow, DeviceStore } from './store.ts'

const LIFE_MS = 600_000
const DAY_MS = 86_400_000
const DEFAULT_DAYS = 30
const INTERVAL_S = 2
/** Letters that are not taken for others, and make no words. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8
const MAX_FROM_ADDRESS = 20
const MAX_WAITING = 10_000

interface Parts {
  store: DeviceStore
  identity: Pick<Identity, 'byId'>
  tokens: Pick<TokenService, 'create'>
  modes: Modes
  maxDays: number
  now: () => number
}

export const wrongCode = (): Failure =>
  new Failure(
    'RESOURCE_DOES_NOT_EXIST',
    'This code is wrong, used or older than ten minutes. Look at the command line again, or begin with "bw login".',
  )

const newUserCode = (): string => Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')

/** As it is shown: `BCDF-GHJK`. */
export const showCode = (code: string): string => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`

/** As somebody typed it. */
export const readCode = (text: string): string => text.toUpperCase().replace(/[^A-Z]/g, '')

export function deviceService({ store, identity, tokens, modes, maxDays, now }: Parts) {
  const at = (ms = 0): Date => new Date(now() + ms)

  /** Strangers may ask, but not fill the table. */
  async function makeRoom(address: string): Promise<void> {
    await store.removeOld(HOME, at())
    const { here, all } = await store.countFrom(HOME, address)
    if (here >= MAX_FROM_ADDRESS || all >= MAX_WAITING)
      throw new Failure('REQUEST_LIMIT_EXCEEDED', 'Too many log-ins wait to be confirmed. Try again in ten minutes.')
  }

  async function makeToken({ account_id, scopes, bound_to, grants_until, label, days }: DeviceRow) {
    const who = account_id === null ? undefined : await identity.byId(account_id)
    if (!who) throw new Failure('PERMISSION_DENIED', 'The account that allowed this has just been disabled.')
    const grantsUntilMs = grants_until?.getTime() ?? Number.POSITIVE_INFINITY
    // A log-in that ends sooner shortens the token instead of refusing it.
    const left = Math.floor((grantsUntilMs - now()) / DAY_MS)
    const given = { ...who, scopes, boundTo: bound_to, grantsUntilMs }
    const { token, row } = await tokens.create(given, { label, ...(days <= left && { expires_in_days: days }) })
    return {
      state: 'allowed' as const,
      token,
      id: row.id,
      account: who.account,
      ...(row.expires_at && { expires_at: row.expires_at.getTime() }),
    }
  }

  return {
    async start(
      { label: given, days = Math.min(DEFAULT_DAYS, maxDays) }: Input<typeof contract.start>,
      address: string,
    ) {
      if ((await modes.current()) !== 'accounts')
        throw new Failure('RESOURCE_CONFLICT', 'This server has no accounts, so nobody needs to log in.')
      if (days > maxDays)
        throw invalid(`'days' is ${days}. This server allows at most ${maxDays} (setting max_token_days).`)
      const label = given.replace(/[\u0000-\u001f\u007f]/g, ' ').trim()
      if (!label) throw invalid("Parameter 'label' must say what asks.")
      await makeRoom(address)
      const code = newCode()
      for (;;) {
        const user_code = newUserCode()
        const row = {
          digest: digestOf(code),
          user_code,
          label,
          address,
          days,
          created_at: at(),
          expires_at: at(LIFE_MS),
        }
        if (!(await store.insert(HOME, row))) continue
        return {
          device_code: code,
          user_code: showCode(user_code),
          expires_at: row.expires_at.getTime(),
          interval_seconds: INTERVAL_S,
        }
      }
    },

    /** What waits with a code. */
    find: (code: string): Promise<DeviceRow | undefined> => store.findByCode(HOME, code, at()),

    async answer(who: Principal, code: string, isAllowed: boolean): Promise<void> {
      const isDone = isAllowed
        ? await store.allow(HOME, code, at(), {
            account_id: who.accountId,
            scopes: who.scopes && [...who.scopes],
            bound_to: who.boundTo,
            grants_until: Number.isFinite(who.grantsUntilMs) ? new Date(who.grantsUntilMs) : null,
          })
        : await store.refuse(HOME, code, at())
      if (!isDone) throw wrongCode()
    },

    async take(code: string): Promise<Reply<typeof contract.take>> {
      const digest = digestOf(code)
      const row = await store.take(HOME, digest, at())
      if (row?.state === 'allowed') return makeToken(row)
      if (row) return { state: 'refused' }
      if (await store.isWaiting(HOME, digest, at())) return { state: 'waiting' }
      throw new Failure('RESOURCE_DOES_NOT_EXIST', 'Nobody confirmed the log-in in time. Begin it again.')
    },
  }
}

export type DeviceService = ReturnType<typeof deviceService>
