import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine, folder } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { own } from '../../features/track/contract/own.ts'

const { call, listen } = await server()
const url = await listen()
const { bw, start, ended, home } = commandLine(url)

/** Stands for a training script: reports a run as MLflow's client does, then ends as it is told. */
const SCRIPT = join(home, 'train.mjs')
writeFileSync(
  SCRIPT,
  `const tags = Object.entries(JSON.parse(process.env.MLFLOW_RUN_CONTEXT)).map(([key, value]) => ({ key, value }))
const post = (path, body) => fetch(process.env.MLFLOW_TRACKING_URI + '/api/2.0/mlflow/' + path, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
}).then((reply) => reply.json())
const { run } = await post('runs/create', { experiment_id: '0', tags, start_time: Date.now() })
console.log(JSON.stringify({ run_id: run.info.run_id, env: process.env }))
if (process.argv[2] === 'wait') setTimeout(() => {}, 60_000)
else process.exitCode = Number(process.argv[2])
`,
)
const script = (...args: string[]): string[] => ['--', process.execPath, SCRIPT, ...args]

interface Told {
  run_id: string
  env: Record<string, string>
}
const detail = (stdout: string) => call(own.run, { run_id: (JSON.parse(stdout) as Told).run_id })

test('Track-04: a run holds commit, uncommitted diff and remote of the directory it was started in', async () => {
  const at = folder()
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: at, encoding: 'utf8' })
  git('init', '--quiet', '--initial-branch', 'trunk')
  writeFileSync(join(at, 'model.py'), 'width = 64\n')
  git('add', '.')
  git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message', 'first')
  git('remote', 'add', 'origin', 'https://me:ghp_secret@example.com/team/code.git')
  writeFileSync(join(at, 'model.py'), 'width = 128\n')

  const { code, stdout, stderr } = await bw(['exec', ...script('0')], { cwd: at })
  const { run, environment } = await detail(stdout)
  expect([code, run.state]).toEqual([0, 'finished'])
  expect(environment).toMatchObject({
    commit: git('rev-parse', 'HEAD').trim(),
    branch: 'trunk',
    remote: 'https://example.com/team/code.git',
    dirty: true,
    diff: git('diff', 'HEAD'),
    directory: at,
    command: `${process.execPath} ${SCRIPT} 0`,
    python: null,
    packages: null,
    exit_code: 0,
    signal: null,
  })
  expect(environment.device).toMatchObject({ cores: expect.stringMatching(/^\d+$/) })
  expect(JSON.stringify(environment)).not.toContain('ghp_secret')
  expect(stderr).toBe(`bellwether: run ${run.name}  finished  ${url}/runs/${run.run_id}\n`)
})

test('Track-04: a command outside of a repository is flagged before it starts', async () => {
  const { stderr, stdout } = await bw(['exec', ...script('0')])
  expect(stderr).toContain('No git commit found here: runs of this command cannot be traced to their code.')
  expect((await detail(stdout)).environment).toMatchObject({ commit: null, dirty: null, diff: null })
})

test('Platform-06: runs of a container carry the digest of its image, and are found by it', async () => {
  const digest = `registry.example:5000/team/train@sha256:${'0123456789abcdef'.repeat(4)}`
  const { stdout } = await bw(['exec', ...script('0')], { env: { BELLWETHER_IMAGE_DIGEST: digest } })
  const { run, environment } = await detail(stdout)
  expect([environment.image, run.tags['mlflow.docker.image.id']]).toEqual([digest, digest])
  const filter = `tags.mlflow.docker.image.id = '${digest}'`
  const { runs } = await call(own.searchRuns, { experiment_ids: ['0'], filter })
  expect(runs.map(({ run_id }) => run_id)).toEqual([run.run_id])
  expect((await bw(['runs', 'get', run.run_id])).stdout).toMatch(new RegExp(`image +${digest}`))
  const wrong = await bw(['exec', ...script('0')], { env: { BELLWETHER_IMAGE_DIGEST: 'train:latest' } })
  expect(wrong.stderr).toContain("BELLWETHER_IMAGE_DIGEST is 'train:latest', not a digest")
  expect((await detail(wrong.stdout)).environment.image).toBeNull()
})

test('a command that fails keeps its exit code, and its open run has failed', async () => {
  const { code, stdout } = await bw(['exec', ...script('3')])
  const { run, environment } = await detail(stdout)
  expect([code, run.state, environment.exit_code]).toEqual([3, 'failed', 3])
})

test('a signal reaches the command, closes its run as killed and makes the exit code', async () => {
  const child = start(['exec', ...script('wait')])
  const said = ended(child)
  await new Promise((resolve) => child.stdout!.once('data', resolve))
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await said
  const { run, environment } = await detail(stdout)
  expect([code, run.state, environment.signal, environment.exit_code]).toEqual([143, 'killed', 'SIGTERM', null])
  expect(stderr).toContain(`run ${run.name}  killed  ${url}/runs/${run.run_id}`)
})

test("the command finds the server, the experiment and its place among the client's settings", async () => {
  const before = {
    MLFLOW_RUN_CONTEXT: '{"team":"perception"}',
    MLFLOW_EXPERIMENT_ID: '7',
    MLFLOW_TRACKING_URI: 'sqlite:///x',
  }
  const report = join(home, 'report.json')
  const args = ['exec', '--experiment', 'vision', '--name', 'named-by-exec', '--report', report, ...script('0')]
  const { stdout, stderr } = await bw(args, { env: { ...before, BELLWETHER_TOKEN: 'bw_none' } })
  const { env } = JSON.parse(stdout) as Told
  expect(env).toMatchObject({
    MLFLOW_TRACKING_URI: url,
    MLFLOW_EXPERIMENT_NAME: 'vision',
    MLFLOW_TRACKING_TOKEN: 'bw_none',
  })
  expect(env).not.toHaveProperty('MLFLOW_EXPERIMENT_ID')
  expect(stderr).toContain(`MLFLOW_TRACKING_URI names another place; the command reports to ${url}.`)
  const { run } = await detail(stdout)
  expect(run).toMatchObject({ name: 'named-by-exec', tags: { team: 'perception' } })
  const told = JSON.parse(readFileSync(report, 'utf8'))
  expect(told).toEqual({
    execution_id: run.tags['bellwether.execution'],
    server: url,
    exit_code: 0,
    runs: [{ run_id: run.run_id, name: 'named-by-exec', state: 'finished', url: `${url}/runs/${run.run_id}` }],
  })
})

test("arguments behind -- are the command's, whatever they look like", async () => {
  const { stdout, code } = await bw([
    'exec',
    '--',
    process.execPath,
    '-p',
    'process.argv.slice(1).join()',
    '--',
    '--json',
    '--url',
    'x',
  ])
  expect([code, stdout]).toEqual([0, '--json,--url,x\n'])
})

test('with --json the last line on stderr says what came of the command', async () => {
  const { code, stderr } = await bw(['exec', '--json', ...script('3')])
  expect(code).toBe(3)
  expect(JSON.parse(stderr.trim().split('\n').at(-1)!)).toMatchObject({ exit_code: 3, runs: [{ state: 'failed' }] })
})

test('a command that reports no run, or cannot start, is told how', async () => {
  const silent = await bw(['exec', '--', process.execPath, '-e', '0'])
  expect(silent).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('No run was reported. A script makes one with'),
  })
  const missing = await bw(['exec', '--', 'no-such-program'])
  expect(missing).toMatchObject({
    code: 127,
    stderr: expect.stringContaining("Cannot start 'no-such-program': there is no such program."),
  })
})

test('without a server the command does not start', async () => {
  const { code, stdout, stderr } = await bw(['exec', '--url', 'http://127.0.0.1:4', ...script('0')])
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toContain('Start one with "bellwether up"')
})

test('a server that goes away does not disturb the command', async () => {
  const brief = createServer((request, reply) => {
    reply.writeHead(200, { 'content-type': 'application/json', connection: 'close' })
    reply.end('{"execution_id":"gone"}', () => void (request.method === 'POST' && brief.close()))
  })
  await new Promise<void>((resolve) => brief.listen(0, '127.0.0.1', resolve))
  const at = `http://127.0.0.1:${(brief.address() as AddressInfo).port}`
  const { code, stdout, stderr } = await bw([
    'exec',
    '--url',
    at,
    '--',
    process.execPath,
    '-e',
    'console.log(1); process.exit(5)',
  ])
  expect([code, stdout]).toEqual([5, '1\n'])
  expect(stderr).toContain('The command has ended, but the server could not be told: No server at')
})
