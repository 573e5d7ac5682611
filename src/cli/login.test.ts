/** `bw login` and `bw logout` as a process; it waits two seconds between two questions. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ownedServer } from '../../test/harness/accounts.ts'
import { commandLine, folder } from '../../test/harness/cli.ts'
import { visitor } from '../../test/harness/sign-on.ts'

const { listen, token, send } = await ownedServer()
const url = await listen()
const { bw, start, ended } = commandLine(url)
const home = folder()
const env = { XDG_CONFIG_HOME: home }
const file = join(home, 'bellwether', 'log-ins.json')
const olga = visitor()
await olga.post(`${url}/login`, { token, next: '/api/v1/version' })

/** Logs in; `how` is what is pressed on the page. */
async function logIn(how = 'allow', args: string[] = []) {
  const child = start(['login', ...args], { env })
  const done = ended(child)
  let said = ''
  child.stderr!.on('data', (text: string) => (said += text))
  await expect.poll(() => said, { timeout: 15_000 }).toMatch(/code [B-Z]{4}-[B-Z]{4}/)
  expect(said).toContain(`${url}/device`)
  const code = /code ([B-Z-]{9})/.exec(said)![1]!
  await olga.post(`${url}/device`, { code, answer: how })
  return done
}
const kept = () => (JSON.parse(readFileSync(file, 'utf8')) as Record<string, { token: string; account: string }>)[url]!
const statusWith = async (secret: string) =>
  (await send('GET', '/api/v1/access/tokens', undefined, { authorization: `Bearer ${secret}` })).status

test('a log-in is allowed with a browser, kept for this user alone, used by commands and withdrawn', async () => {
  expect((await bw(['workspaces', 'ls'], { env })).code).toBe(1)
  const { code, stdout } = await logIn('allow', ['--days', '7'])
  expect([code, stdout]).toEqual([0, expect.stringContaining('as olga')])
  expect(stdout).not.toContain('bw_')
  expect(kept().account).toBe('olga')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
  expect((await bw(['workspaces', 'ls'], { env })).code).toBe(0)
  // The workspaces of a server share it; other servers never see it.
  expect((await bw(['experiments', 'ls', '--url', `${url}/w/default`], { env })).code).toBe(0)
  expect((await bw(['experiments', 'ls', '--url', url.replace('127.0.0.1', 'localhost')], { env })).code).toBe(1)
  const { token: secret } = kept()
  const out = await bw(['logout'], { env })
  expect([out.code, out.stdout]).toEqual([0, expect.stringContaining('withdrawn')])
  expect([existsSync(file), await statusWith(secret)]).toEqual([false, 401])
  expect((await bw(['logout', '--json'], { env })).json()).toMatchObject({ forgotten: false })
}, 60_000)

test('a second log-in takes the place of the first, which is withdrawn; a file that others could read is mended', async () => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '{"https://elsewhere.example": {"token": "bw_x", "id": 1, "account": "x"}}', { mode: 0o644 })
  expect((await logIn()).code).toBe(0)
  const first = kept().token
  const second = await logIn('allow', ['--json'])
  expect(second.json()).toMatchObject({ account: 'olga', url, file })
  expect(second.stdout).not.toContain('bw_')
  expect([await statusWith(first), await statusWith(kept().token)]).toEqual([401, 200])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await bw(['logout'], { env })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty(['https://elsewhere.example'])
}, 60_000)

test('what is refused on the page ends the command', async () => {
  const { code, stderr } = await logIn('refuse')
  expect([code, stderr]).toEqual([1, expect.stringContaining('refused')])
}, 30_000)
