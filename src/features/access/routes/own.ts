/** Accounts and tokens over HTTP; rows as replies. */
import { Failure } from '../../../lib/failure.ts'
import { type Context, mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { access } from '../contract/accounts.ts'
import type { Identity, Principal } from '../identity.ts'
import type { Modes } from '../mode.ts'
import type { AccountService } from '../service/accounts.ts'
import type { TokenService } from '../service/tokens.ts'
import type { AccountRow, TokenRow } from '../store/accounts.ts'

export interface Services {
  accounts: AccountService
  tokens: TokenService
  identity: Identity
  modes: Modes
}

const msOf = (date: Date | null): number | null => date?.getTime() ?? null

const toAccount = ({ id, name, role, created_at, disabled_at }: AccountRow) => ({
  id,
  name,
  role,
  created_at: created_at.getTime(),
  disabled_at: msOf(disabled_at),
})

const toToken = (row: TokenRow) => ({
  id: row.id,
  account_id: row.account_id,
  label: row.label,
  session: row.session_of !== null,
  role: row.role,
  created_at: row.created_at.getTime(),
  expires_at: msOf(row.expires_at),
  last_used_at: msOf(row.last_used_at),
})

export function accessRoutes(http: Http, { accounts, tokens, identity, modes }: Services): void {
  /** The account behind a request that the guard has let pass; on an open server there is none. */
  async function actorOf({ request }: Context): Promise<Principal> {
    const who = await identity.find(request.headers)
    if (who) return who
    throw (await modes.current()) === 'accounts'
      ? new Failure('UNAUTHENTICATED', 'The access token or session has just ended. Use another.')
      : new Failure(
          'RESOURCE_CONFLICT',
          'This server has no accounts yet. Make the first: POST /api/v1/access/accounts.',
        )
  }

  mount(http, access.me, async (_, { request }) => {
    const mode = (await modes.current()) === 'accounts' ? 'accounts' : 'open'
    const who = mode === 'accounts' ? await identity.find(request.headers) : undefined
    return { mode, account_id: who?.accountId ?? null, account: who?.account ?? null, role: who?.role ?? null }
  })
  mount(http, access.createAccount, async (input, context) => {
    if ((await modes.current()) === 'accounts')
      return { account: toAccount(await accounts.create(await actorOf(context), input)) }
    const { account, token } = await accounts.createOwner(input.name)
    return { account: toAccount(account), token }
  })
  mount(http, access.listAccounts, async () => ({
    accounts: (await accounts.list()).map(toAccount),
  }))
  mount(
    http,
    access.disableAccount,
    async ({ id }, context) => void (await accounts.disable(await actorOf(context), id)),
  )
  mount(http, access.createToken, async (input, context) => {
    const { token, row } = await tokens.create(await actorOf(context), input)
    return { token, info: toToken(row) }
  })
  mount(http, access.listTokens, async ({ account_id }, context) => ({
    tokens: (await tokens.list(await actorOf(context), account_id)).map(toToken),
  }))
  mount(http, access.revokeToken, async ({ id }, context) => void (await tokens.revoke(await actorOf(context), id)))
}
