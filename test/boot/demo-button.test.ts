/** The button of the first page on a server as people start it. Slow: a server as its own process. */
import { expect, test } from 'vitest'
import { aDataDir, send, stop, up } from './process.ts'

test('the first page may ask the server to make the demo, again and again, and it stops while it loads', {
  timeout: 60_000,
}, async () => {
  const server = await up(aDataDir())
  const names = async () => {
    const reply = (await (await fetch(`${server.url}/api/v1/workspaces`)).json()) as { workspaces: { name: string }[] }
    return reply.workspaces.map(({ name }) => name)
  }
  await send(server.url, '/api/v1/demo', {})
  await expect.poll(names, { timeout: 20_000 }).toContain('shop')
  await send(server.url, '/api/v1/demo', {})
  await fetch(`${server.url}/api/v1/workspaces/shop`, { method: 'DELETE' })
  await expect.poll(names).not.toContain('shop')
  await send(server.url, '/api/v1/demo', {})
  await expect.poll(names, { timeout: 20_000 }).toContain('shop')
  expect(await stop(server)).toBe(0)
})
