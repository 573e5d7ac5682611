/** Calls of a server in one of its workspaces. */
import type { Route } from '../../src/lib/contract.ts'
import { fillPath, type TestServer, toQuery } from './server.ts'

/** As the server's own `call`, at the address of a workspace. */
export const callIn =
  ({ send }: Pick<TestServer, 'send'>, workspace: string): TestServer['call'] =>
  async <I, O>(route: Route<I, O>, input: I): Promise<O> => {
    const { url, rest } = fillPath(`/w/${workspace}${route.path}`, input as Record<string, unknown>)
    const isGet = route.method === 'GET'
    const { status, body } = await send(route.method, isGet ? url + toQuery(rest) : url, isGet ? undefined : rest)
    if (status >= 400)
      throw Object.assign(new Error(String(body.message ?? body.detail)), {
        status,
        code: body.error_code ?? body.code,
      })
    return body as O
  }
