import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import type { Report } from '../../platform/audit/report.ts'

const here = await server()
const { bw, home } = commandLine(await here.listen())
/** Knows no server. */
const offline = commandLine('http://127.0.0.1:9')
const path = (name: string): string => join(home, name)
const { pool } = here.database

const append = async (...ids: string[]) => {
  for (const id of ids)
    await here.app.events.append(here.database.db, {
      ...{
        workspace: id === 'hidden' ? 2 : 1,
        name: 'run.started',
        kind: 'run',
        id,
        details: { name: `run "${id}" ü` },
      },
    })
  await expect.poll(async () => (await pool.query('select from events where seq is null')).rowCount).toBe(0)
}
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n')

test('an export is verified where there is no server, and its head is an anchor', async () => {
  await append('a', 'hidden', 'b', 'c')
  const kept = await bw(['audit', 'head', '--json'])
  writeFileSync(path('heads.jsonl'), kept.stdout)
  const { head, public_key } = kept.json<{ head: { seq: number; hash: string }; public_key: string }>()
  expect((await bw(['audit', 'head'])).stdout).toContain(`${head.seq}:${head.hash}`)

  const exported = await bw(['audit', 'export'])
  expect(exported).toMatchObject({ code: 0, stderr: '' })
  writeFileSync(path('log.jsonl'), exported.stdout)
  const plain = await offline.bw(['audit', 'verify', path('log.jsonl')])
  expect(plain.code).toBe(0)
  expect(plain.stdout).toContain(
    '● events 1 to 4 are as they were sealed: 3 events of workspace default, 1 as fingerprints only.',
  )
  expect(plain.stderr).toContain('Nothing from elsewhere was compared')
  const sure = await offline.bw([
    ...['audit', 'verify', path('log.jsonl'), '--head', `${head.seq}:${head.hash}`, '--against', path('heads.jsonl')],
    ...['--key', public_key],
  ])
  expect(sure).toMatchObject({ code: 0, stderr: '' })
  expect(sure.stdout).toContain(`the hash that was kept of event ${head.seq} is in it`)
  expect(sure.stdout).toContain(`signed by ${public_key}`)
})

test('a file that was changed is refused with exit code 1: where, what, and how far it is good', async () => {
  const lines = linesOf(path('log.jsonl'))
  writeFileSync(path('changed.jsonl'), `${lines.with(4, lines[4]!.replace('run \\"c\\"', 'run \\"x\\"')).join('\n')}\n`)
  const said = await offline.bw(['audit', 'verify', path('changed.jsonl')])
  expect(said.code).toBe(1)
  expect(said.stdout).toContain('■ details-altered at event 4 (line 5): what event 4 says is not what was sealed.')
  expect(said.stdout).toContain('Good up to event 3')
  const { code, json } = await offline.bw(['audit', 'verify', path('changed.jsonl'), '--json'])
  expect([code, json<Report>()]).toMatchObject([1, { ok: false, fault: 'details-altered', first_bad_seq: 4, line: 5 }])
})

test('what cannot be meant is usage, and no server is exit code 3', async () => {
  const wrong: [string[], string][] = [
    [['verify', path('none.jsonl')], 'cannot be read'],
    [['verify', path('log.jsonl'), '--head', 'abc'], '--head is'],
    [['verify', path('log.jsonl'), '--against', path('changed.jsonl.none')], 'cannot be read'],
    [['export', '--since', 'yesterday'], 'Write 2026-11-24'],
    [['export', '--subject', 'run'], 'kind:id'],
    [['export', '--resume'], '--output'],
    [['export', '--output', path('log.jsonl')], 'exists already'],
    [['export', '--output', path('log.jsonl'), '--resume', '--name', 'run.started'], 'no other choice'],
  ]
  for (const [args, message] of wrong) {
    const said = await bw(['audit', ...args])
    expect([said.code, said.stderr], args.join(' ')).toEqual([2, expect.stringContaining(message)])
  }
  expect((await offline.bw(['audit', 'verify'])).code).toBe(3)
  expect((await offline.bw(['audit', 'export'])).code).toBe(3)
})

test('without a file the running server is checked, and a log that was rewritten does not lead to the head that was kept', async () => {
  expect((await bw(['audit', 'verify', '--against', path('heads.jsonl')])).code).toBe(0)
  await pool.query('begin; create table d as select * from event_details; commit')
  await pool.query(`update event_details set details = '{"name": "other"}' where event_id = 3`)
  const altered = await bw(['audit', 'verify', '--json'])
  expect([altered.code, altered.json<Report>()]).toMatchObject([1, { fault: 'details-altered', first_bad_seq: 3 }])
  await pool.query('begin; truncate event_details; insert into event_details select * from d; commit')
  // Whoever may write the database takes an event out and lets the server seal the rest anew.
  await pool.query(
    'delete from event_details where event_id = 3; delete from events where id = 3; update events set seq = null, hash = null',
  )
  await append('later')
  expect((await bw(['audit', 'verify'])).code).toBe(0)
  const found = await bw(['audit', 'verify', '--json', '--against', path('heads.jsonl')])
  expect([found.code, found.json<Report>()]).toMatchObject([1, { fault: 'anchor', first_bad_seq: 4 }])
  const earlier = await bw(['audit', 'verify', '--against', path('log.jsonl')])
  expect([earlier.code, earlier.stdout]).toEqual([1, expect.stringContaining('event 4 has another hash')])
})

test('an export that broke off goes on with --resume, and later takes up what was added', async () => {
  const file = path('grows.jsonl')
  expect((await bw(['audit', 'export', '--name', 'run.started', '--output', file])).code).toBe(0)
  const lines = linesOf(file)
  writeFileSync(file, `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 40)}`)
  expect((await offline.bw(['audit', 'verify', file])).stdout).toContain('■ unreadable')
  const resumed = await bw(['audit', 'export', '--resume', '--output', file, '--json'])
  expect([resumed.code, resumed.json<Report>()]).toMatchObject([0, { ok: true, filter: { name: 'run.started' } }])
  await append('more')
  await bw(['audit', 'export', '--resume', '--output', file])
  const all = await offline.bw(['audit', 'verify', file, '--json'])
  expect(all.json<Report>()).toMatchObject({ ok: true, from: 1 })
  const ids = linesOf(file).flatMap((line) => (line.startsWith('{"event"') ? [JSON.parse(line).event.subject_id] : []))
  expect(ids).toEqual(['a', 'c', 'later', 'more'])
})

test('who did what is listed newest first, and more than one page', async () => {
  const all = await bw(['audit', 'ls', '--json', '--group', 'run'])
  const ids = all.json<{ events: { subject_id: string }[] }>().events.map(({ subject_id }) => subject_id)
  expect(ids).toEqual(['more', 'later', 'c', 'a'])
  const said = await bw(['audit', 'ls', '--text', 'run LATER', '--name', 'run.started'])
  expect(said.stdout).toContain('run later')
  expect(said.stdout.trimEnd().split('\n')).toHaveLength(2)
  expect((await bw(['audit', 'ls', '--limit', '2'])).stderr).toContain('There is more')
  expect((await bw(['audit', 'ls', '--group', 'planets'])).code).toBe(2)
  expect((await bw(['audit', 'ls', '--since', '2000-01-01', '--until', '2001-01-01'])).stdout).toContain(
    'Nothing that fits',
  )
})

test('the status of the server is told, and a log that was made anew makes the exit code 1 until it is accepted', async () => {
  const state = async () => (await bw(['audit', 'status', '--json'])).json<{ state: string }>().state
  await expect.poll(state).toBe('whole')
  await pool.query('update events set seq = null, hash = null')
  await pool.query('delete from event_details where event_id = 1')
  await pool.query('delete from events where id = 1')
  await append('after')
  await expect.poll(state).toBe('broken')
  const broken = await bw(['audit', 'status'])
  expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('another hash')])
  expect((await bw(['audit', 'accept'])).code).toBe(2)
  expect((await bw(['audit', 'accept', '--reason', 'a test'])).code).toBe(0)
  await expect.poll(state).toBe('whole')
})

test('an export read from stdin is checked as it comes', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), 'audit', 'verify', '-', '--json'])
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stdin.end(readFileSync(path('grows.jsonl')))
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true }])
})
