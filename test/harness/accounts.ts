/** A server with an owner, and accounts of every role with their tokens. */
import { access, type Role } from '../../src/features/access/contract/accounts.ts'
import { tokens } from '../../src/features/access/contract/tokens.ts'
import type { Input } from '../../src/lib/contract.ts'
import { fillPath, type Reply, server, type TestServer } from './server.ts'

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** For the maker, or as an owner for somebody else. */
type NewToken = Input<typeof tokens.create> & { account_id?: number }

export interface OwnedServer extends TestServer {
  /** The owner's token. */
  token: string
  ownerId: number
  /** Sends as the holder of a token. */
  as(token: string, method: string, url: string, body?: unknown): Promise<Reply>
  /** A member of a workspace, the first unless said otherwise; or another owner. */
  makeAccount(name: string, role: Role | 'owner', workspace?: string): Promise<{ id: number; token: string }>
  makeToken(input: NewToken, by?: string): Promise<{ id: number; token: string }>
}

/** Fails with the reply when the server refused. */
function done(reply: Reply): Record<string, unknown> {
  if (reply.status !== 200) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`)
  return reply.body
}

export async function ownedServer(options: Parameters<typeof server>[0] = {}): Promise<OwnedServer> {
  const base = await server(options)
  const { account, token } = await base.call(access.createAccount, { name: 'olga' })
  const as: OwnedServer['as'] = (by, method, url, body) => base.send(method, url, body, bearer(by))
  const makeToken: OwnedServer['makeToken'] = async ({ account_id, ...input }, by = token!) => {
    const path = account_id === undefined ? tokens.create.path : fillPath(tokens.createOf.path, { account_id }).url
    const body = done(await as(by, 'POST', path, input))
    return { id: (body.info as { id: number }).id, token: body.token as string }
  }
  return {
    ...base,
    token: token!,
    ownerId: account.id,
    as,
    makeToken,
    async makeAccount(name, role, workspace = 'default') {
      const standing = role === 'owner' ? { is_owner: true } : { memberships: [{ workspace, role }] }
      const { account: made } = done(await as(token!, 'POST', access.createAccount.path, { name, ...standing }))
      const { id } = made as { id: number }
      return { id, token: (await makeToken({ label: name, account_id: id })).token }
    },
  }
}
