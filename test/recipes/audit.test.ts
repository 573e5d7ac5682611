/** The program of the guide checks an export as `bw audit verify` does: the format is all that is needed. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { audit } from '../../src/features/activity/contract/audit.ts'
import { server } from '../harness/server.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/audit.md'), 'utf8')
const { app, call, send, database } = await server()
const dir = mkdtempSync(join(tmpdir(), 'bellwether-audit-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const program = /```python\n([\s\S]*?)```/.exec(guide)![1]!
writeFileSync(join(dir, 'check.py'), program)
function run(text: string) {
  writeFileSync(join(dir, 'log.jsonl'), text)
  const { stdout, stderr, status } = spawnSync('python3', [join(dir, 'check.py'), join(dir, 'log.jsonl')], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  })
  return { status, said: (stdout + stderr).trim() }
}

const settle = () =>
  expect.poll(async () => (await database.pool.query('select from events where seq is null')).rowCount).toBe(0)

test('a program of thirty lines, in another language, checks an export', async () => {
  const details = { text: 'ü "quoted" \u2028 \u0007 \\', n: 12, share: 0.25, list: [true, null, { b: 1, a: 'é' }] }
  for (const [id, workspace] of [
    ['a', 1],
    ['b', 2],
    ['c', 2],
    ['d', 1],
  ] as const)
    await app.events.append(database.db, { workspace, name: 'run.started', kind: 'run', id, details })
  await settle()
  await database.pool.query('delete from event_details where event_id = 4')
  const { head } = await call(audit.head, {})
  const text = (await send('GET', audit.export.path)).body.text as string
  expect(run(text)).toEqual({ status: 0, said: `4:${head.hash}` })
  await settle()
  const rest = (await send('GET', `${audit.export.path}?after=4`)).body.text as string
  expect(run(text + rest)).toMatchObject({ status: 0, said: expect.stringMatching(/^5:/) })
  const changes: [string | RegExp, string, string][] = [
    ['"share":0.25', '"share":0.5', 'what event 1 says is not what was sealed'],
    ['"subject_id":"a"', '"subject_id":"x"', 'event 1 is not as it was sealed'],
    [/\n.*"withheld".*\n/, '\n', 'event 2 is not as it was sealed'],
    [/"withheld":\["../, '"withheld":["00', 'event 4 is not as it was sealed'],
  ]
  for (const [from, to, said] of changes) expect(run(text.replace(from, to))).toEqual({ status: 1, said })
})

test('the guide names every fault', async () => {
  const { FAULTS } = await import('../../src/platform/audit/report.ts')
  for (const fault of Object.keys(FAULTS)) expect(guide).toContain(`\`${fault}\``)
})
