/** A server with an owner, and accounts of every role with their tokens. */
import { access } from '../../src/features/access/contract/accounts.ts'
import type { Input } from '../../src/lib/contract.ts'
import { type Reply, server, type TestServer } from './server.ts'

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

export interface OwnedServer extends TestServer {
  /** The owner's token. */
  token: string
  ownerId: number
  /** Sends as the holder of a token. */
  as(token: string, method: string, url: string, body?: unknown): Promise<Reply>
  makeAccount(name: string, role: Input<typeof access.createAccount>['role']): Promise<{ id: number; token: string }>
  makeToken(input: Input<typeof access.createToken>, by?: string): Promise<{ id: number; token: string }>
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
  const makeToken: OwnedServer['makeToken'] = async (input, by = token!) => {
    const body = done(await as(by, 'POST', access.createToken.path, input))
    return { id: (body.info as { id: number }).id, token: body.token as string }
  }
  return {
    ...base,
    token: token!,
    ownerId: account.id,
    as,
    makeToken,
    async makeAccount(name, role) {
      const { account: made } = done(await as(token!, 'POST', access.createAccount.path, { name, role }))
      const { id } = made as { id: number }
      return { id, token: (await makeToken({ label: name, account_id: id })).token }
    },
  }
}
