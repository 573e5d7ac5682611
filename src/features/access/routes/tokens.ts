/** Tokens and sessions over HTTP. */
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { ActorOf } from '../actor.ts'
import { tokens as contract } from '../contract/tokens.ts'
import type { TokenService } from '../service/tokens.ts'
import type { ListedTokenRow } from '../store/tokens.ts'
import { toSession, toToken } from './rows.ts'

export function tokenRoutes(http: Http, tokens: TokenService, actorOf: ActorOf): void {
  const toMade = ({ token, row }: { token: string; row: ListedTokenRow }) => ({ token, info: toToken(row) })
  const list = async (filter: { accountId: number } | { boundTo: number }) => ({
    tokens: (await tokens.list({ ...filter, isSession: false })).map(toToken),
  })

  mount(http, contract.create, async (input, context) => toMade(await tokens.create(await actorOf(context), input)))
  mount(http, contract.list, async (_, context) => list({ accountId: (await actorOf(context)).accountId }))
  mount(http, contract.revoke, async ({ id }, context) => void (await tokens.revoke(await actorOf(context), id)))

  mount(http, contract.createOf, async (input, context) => toMade(await tokens.createOf(await actorOf(context), input)))
  mount(http, contract.listOf, ({ account_id }) => list({ accountId: account_id }))
  mount(
    http,
    contract.revokeOf,
    async ({ account_id, id }, context) => void (await tokens.revokeOf(await actorOf(context), account_id, id)),
  )

  mount(http, contract.createHere, async (input, context) =>
    toMade(await tokens.createHere(await actorOf(context), context.workspace, input)),
  )
  mount(http, contract.listHere, (_, { workspace }) => list({ boundTo: workspace }))
  mount(
    http,
    contract.revokeHere,
    async ({ id }, context) => void (await tokens.revokeHere(await actorOf(context), context.workspace, id)),
  )

  mount(http, contract.sessions, async (_, context) => {
    const { accountId, tokenId } = await actorOf(context)
    const rows = await tokens.list({ accountId, isSession: true })
    return { sessions: rows.map((row) => toSession(row, tokenId)) }
  })
  mount(
    http,
    contract.endSession,
    async ({ id }, context) => void (await tokens.revoke(await actorOf(context), id, true)),
  )
}
