import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { server } from '../../test/harness/server.ts'
import { workspaces } from '../features/access/contract/workspaces.ts'
import { runs } from '../features/track/contract/runs.ts'
import type { ExperimentView } from './resolve.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

interface One {
  experiment: ExperimentView
}

test('Platform-13: experiments are made, listed, renamed, deleted and restored from the command line', async () => {
  const made = await bw(['experiments', 'create', 'vision', '--tag', 'team=perception', '--tag', 'a=b=c', '--json'])
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const { experiment } = made.json<One>()
  expect(experiment).toMatchObject({ name: 'vision', tags: { team: 'perception', a: 'b=c' }, deleted: false })
  await call(runs.create, { experiment_id: experiment.experiment_id, run_name: 'first' })
  await bw(['experiments', 'create', '42'])

  const listed = (await bw(['experiments', 'ls', '--search', 'vis', '--json'])).json<{
    experiments: ExperimentView[]
  }>()
  expect(listed.experiments.map((e) => [e.name, e.runs.total])).toEqual([['vision', 1]])
  // A name made of digits is no id.
  expect((await bw(['experiments', 'get', '42', '--json'])).json<One>().experiment.name).toBe('42')
  expect((await bw(['experiments', 'rename', 'vision', 'sight', '--json'])).json<One>().experiment.name).toBe('sight')
  expect((await bw(['experiments', 'rm', 'sight', '--json'])).json<One>().experiment.deleted).toBe(true)
  const gone = await bw(['experiments', 'ls', '--json'])
  expect(gone.json<{ experiments: ExperimentView[] }>().experiments.map((e) => e.name)).not.toContain('sight')
  const trash = await bw(['experiments', 'ls', '--view', 'deleted'])
  expect(trash.stdout).toMatch(/sight \(deleted\)/)
  const back = await bw(['experiments', 'restore', experiment.experiment_id])
  expect(back).toMatchObject({ code: 0, stdout: `Restored experiment sight (id ${experiment.experiment_id}).\n` })
})

test('an experiment moves to another workspace from the command line', async () => {
  await call(workspaces.create, { name: 'research' })
  const { experiment } = (await bw(['experiments', 'create', 'leaving', '--json'])).json<One>()
  const id = experiment.experiment_id
  await call(runs.create, { experiment_id: id, run_name: 'only' })
  const early = await bw(['experiments', 'move', 'leaving', '--to', 'research'])
  expect(early).toMatchObject({ code: 1, stdout: '' })
  expect(early.stderr).toMatch(/has a run that is running: only/)
  const [run] = (await call(runs.search, { experiment_ids: [id] })).runs!
  await call(runs.update, { run_id: run!.info.run_id, status: 'FINISHED' })
  const done = await bw(['experiments', 'move', 'leaving', '--to', 'research'])
  expect(done).toMatchObject({
    ...{ code: 0, stderr: '' },
    stdout: `Moved experiment leaving (id ${id}) to workspace research: 1 run.\n`,
  })
  expect((await bw(['experiments', 'move', id, '--json'])).code).toBe(2)
  expect((await bw(['experiments', 'get', id])).code).toBe(1)
})

test('a list for people is aligned and has no colour in a pipe', async () => {
  const { stdout, code } = await bw(['experiments', 'ls'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ID {2}NAME {2,}RUNS {2}RUNNING {2}LOST {2}FAILED {2}LAST RUN\n/)
  expect(stdout).not.toContain('\u001b')
})

test('what the server refuses ends with 1, its sentence and the id of the request', async () => {
  const twice = await bw(['experiments', 'create', 'Default'])
  expect(twice).toMatchObject({ code: 1, stdout: '' })
  expect(twice.stderr).toMatch(/^bellwether: .*Default.* \(request id [\w-]+\)\n$/)
  const missing = await bw(['experiments', 'get', 'nowhere', '--json'])
  expect(missing.code).toBe(1)
  expect(JSON.parse(missing.stderr).error).toMatchObject({
    code: 'RESOURCE_DOES_NOT_EXIST',
    message: `No experiment has the id or the name 'nowhere'. List them with "bellwether experiments ls".`,
  })
})

test('wrong usage ends with 2 and names the flag', async () => {
  const cases: [string[], RegExp][] = [
    [['experiments', 'ls', '--limit', '0'], /--limit <number>.*Give a whole number/],
    [['experiments', 'ls', '--view', 'some'], /--view <which>.*Give one of active, deleted, all/],
    [['experiments', 'create', 'x', '--tag', 'nothing'], /--tag <key=value>.*Write it as key=value/],
    [['experiments', 'ls', '--wat'], /unknown option '--wat'/],
    [['experiments', 'get'], /missing required argument 'name\|id'/],
    [['frobnicate'], /unknown command 'frobnicate'/],
  ]
  for (const [args, said] of cases) {
    const { code, stderr, stdout } = await bw(args)
    expect(stderr).toMatch(said)
    expect([code, stdout]).toEqual([2, ''])
  }
  expect(await bw(['--help'])).toMatchObject({ code: 0, stderr: '' })
})

test('no server ends with 3, the address that was tried and the way to start one', async () => {
  const { code, stderr } = await bw(['experiments', 'ls', '--url', 'http://me:secret@127.0.0.1:4'])
  expect(code).toBe(3)
  expect(stderr).toBe(
    'bellwether: No server at http://127.0.0.1:4 (from --url): nothing listens there. ' +
      'Start one with "bellwether up", or name another with --url or BELLWETHER_URL.\n',
  )
})

/** Something else than a Bellwether server. */
async function stranger(status: number, type: string, body: string): Promise<string> {
  const other = createServer((_, reply) => reply.writeHead(status, { 'content-type': type }).end(body))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  afterAll(() => void other.close())
  return `127.0.0.1:${(other.address() as AddressInfo).port}`
}

test('another program at the address is recognised as such', async () => {
  const { code, stderr } = await bw(['experiments', 'ls', '--url', await stranger(200, 'text/html', '<html>')])
  expect(stderr).toContain('answered 200 with text/html, not as Bellwether does')
  expect(code).toBe(1)
})

test('a server that wants to know who asks is told how to be answered', async () => {
  const problem = '{"code":"UNAUTHENTICATED","detail":"Who is there?","request_id":"r-1"}'
  const url = await stranger(401, 'application/problem+json', problem)
  const { code, stderr } = await bw(['experiments', 'ls', '--url', url])
  expect(code).toBe(1)
  expect(stderr).toBe(
    'bellwether: Who is there? Log in with "bw login", or set BELLWETHER_TOKEN to a token of this server. (request id r-1)\n',
  )
  const wrong = await bw(['experiments', 'ls', '--url', url, '--json'], { env: { BELLWETHER_TOKEN: 'bw_wrong' } })
  expect(JSON.parse(wrong.stderr).error).toEqual({
    code: 'UNAUTHENTICATED',
    message: 'Who is there? The token given is not valid here.',
    request_id: 'r-1',
  })
})
