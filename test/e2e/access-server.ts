/** The server of a test file with the accounts of a small team, and its pages as each of them sees them. */
import type { Page } from 'playwright-core'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { bearer } from '../harness/accounts.ts'
import { fillPath, server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { DESK, type Session, sessionAt } from './look.ts'
import type { Call } from './seed.ts'
import { seedAccess } from './seed-access.ts'

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

export async function accessServer() {
  const filled = await server()
  const as =
    (token: string): Call =>
    async (route, input) => {
      const { url, rest } = fillPath(route.path, input as Record<string, unknown>)
      const { status, body } = await filled.send(
        route.method,
        url,
        route.method === 'GET' ? undefined : rest,
        bearer(token),
      )
      if (status !== 200) throw new Error(`${route.id}: ${JSON.stringify(body)}`)
      return body as never
    }
  await filled.call(experiments.create, { name: 'ranker' })
  const seeded = await seedAccess(filled.call, as)
  const url = await filled.listen()
  const { open } = browserOn(url)

  const sessions: Record<string, Session> = {}
  async function sessionOf(name: string): Promise<Session> {
    sessions[name] ??= await sessionAt(url, seeded.tokens[name]!)
    return sessions[name]
  }
  return {
    filled,
    seeded,
    url,
    open,
    sessionOf,
    openAs: async (name: string, path: string, expected?: RegExp) => open(path, DESK, expected, await sessionOf(name)),
    statusWith: async (headers: Record<string, string>, path = '/api/v1/experiments') =>
      (await filled.send('GET', path, undefined, headers)).status,
  }
}
