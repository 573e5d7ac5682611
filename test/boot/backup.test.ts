// Real processes, each with its own database: seconds.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine, type Said } from '../harness/cli.ts'
import { send, stop, upAndEnd } from './process.ts'
import { bootServers, postmaster } from './servers.ts'

const { fresh, serve } = bootServers()
const { bw, start, ended, home } = commandLine()

const bytes = randomBytes(3_000_000)
const digestOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** A run with a param, points and a file. */
async function fill(url: string): Promise<string> {
  const { run } = (await send(url, '/api/2.0/mlflow/runs/create', { experiment_id: '0' })) as {
    run: { info: { run_id: string } }
  }
  const { run_id } = run.info
  await send(url, '/api/2.0/mlflow/runs/log-batch', {
    run_id,
    params: [{ key: 'lr', value: '0.1' }],
    metrics: Array.from({ length: 500 }, (_, step) => ({ key: 'loss', value: 1 / (step + 1), step, timestamp: step })),
  })
  await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/model.bin`, {
    method: 'PUT',
    body: bytes,
  })
  return run_id
}

/** What `fill` wrote, as a server tells it. */
async function read(url: string, run_id: string) {
  const { run } = (await send(url, `/api/2.0/mlflow/runs/get?run_id=${run_id}`)) as { run: { data: unknown } }
  const { metrics } = (await send(
    url,
    `/api/2.0/mlflow/metrics/get-history?run_id=${run_id}&metric_key=loss&max_results=1000`,
  )) as { metrics: unknown[] }
  const file = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/model.bin`)
  return { ...run, metrics, file: digestOf(new Uint8Array(await file.arrayBuffer())) }
}

/** Kills a command with SIGKILL as soon as something is there. */
async function killWhen(args: string[], isThere: () => boolean): Promise<void> {
  const child = start(args)
  const gone = new Promise((resolve) => child.once('close', resolve))
  await expect.poll(isThere, { timeout: 30_000, interval: 5 }).toBe(true)
  child.kill('SIGKILL')
  await gone
}

/** The server notices within seconds that the process is gone that made the last one. */
async function untilMade(to: string, dir: string): Promise<string> {
  let said: Said | undefined
  await expect
    .poll(
      async () => {
        said = await bw(['backup', to, '--data-dir', dir])
        return said.code
      },
      { timeout: 30_000 },
    )
    .toBe(0)
  return said!.stdout
}

const original = fresh()
const server = await serve(original)
const run_id = await fill(server.url)
const before = await read(server.url, run_id)
const file = join(home, 'backup.tar')

test('a running server is backed up into a file, restored elsewhere, and answers the same', async () => {
  const made = await bw(['backup', file, '--data-dir', original, '--json'])
  expect(made.stderr).toBe('')
  expect(made.json()).toMatchObject({ file, artifacts: { kept: 'inside', count: 1, missing: 0 } })
  const to = fresh()
  const { code, stdout } = await bw(['restore', file, '--data-dir', to])
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/Restored the backup of .* 1 artifact \(3\.00 MB\), \d+ events?\./),
  ])
  const again = await serve(to)
  expect(await read(again.url, run_id)).toEqual(before)
  const { events } = (await send(again.url, '/api/v1/events?name=backup.restored')) as { events: unknown[] }
  expect(events).toHaveLength(1)
  expect(await send(again.url, '/api/v1/events/verify')).toMatchObject({ ok: true })
  await stop(again)
}, 90_000)

test('a backup is checked without restoring it, and nothing of that remains', async () => {
  const scratch = join(dirname(fresh()), 'scratch')
  mkdirSync(scratch)
  const good = await bw(['restore', file, '--verify', '--scratch', scratch])
  expect([good.code, good.stdout]).toEqual([
    0,
    expect.stringMatching(/^This is a whole backup: .* the same in every byte/),
  ])
  const damaged = join(home, 'damaged.tar')
  const content = readFileSync(file)
  content[content.indexOf('tables/runs/') + 600]! ^= 1
  writeFileSync(damaged, content)
  const bad = await bw(['restore', damaged, '--verify', '--scratch', scratch, '--json'])
  expect([bad.code, bad.stderr]).toEqual([1, expect.stringMatching(/damaged.*tables?.runs\W.*Nothing was restored/)])
  expect(readdirSync(scratch)).toEqual([])
}, 90_000)

test('data is never overwritten', async () => {
  const refused = await bw(['restore', file, '--data-dir', original])
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/A server runs on .* a directory of its own/),
  ])
  const taken = await bw(['backup', file, '--data-dir', original])
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringMatching(/is there already/)])
  expect(await read(server.url, run_id)).toEqual(before)
})

test('a restore that was killed is refused by the server with what to do, and doing that restores all', async () => {
  const to = fresh()
  await killWhen(['restore', file, '--data-dir', to], () => postmaster(to) !== undefined)
  const refused = await upAndEnd(to)
  expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/holds half of a backup: .*bw restore /)])
  const { code, stderr } = await bw(['restore', file, '--data-dir', to])
  expect([code, stderr]).toEqual([0, ''])
  const again = await serve(to)
  expect(await read(again.url, run_id)).toEqual(before)
  await stop(again)
}, 90_000)

test('a backup whose command was killed leaves no file by its name, and the next one takes its place', async () => {
  const other = join(home, 'other.tar')
  await killWhen(['backup', other, '--data-dir', original], () => existsSync(`${other}.partial`))
  expect(existsSync(other)).toBe(false)
  expect(await untilMade(other, original)).toContain(`Made ${other}`)
}, 60_000)

test('a server that was killed while it made a backup starts as ever, and the backup is made again', async () => {
  const dir = fresh()
  const killed = await serve(dir)
  const id = await fill(killed.url)
  const backups = join(dir, 'backups')
  const child = start(['backup', '--data-dir', dir])
  const gone = ended(child)
  await expect
    .poll(() => existsSync(backups) && readdirSync(backups).some((name) => /\.tar(\.partial)?$/.test(name)), {
      timeout: 30_000,
      interval: 2,
    })
    .toBe(true)
  process.kill(killed.child.pid!, 'SIGKILL')
  expect((await gone).code).not.toBe(0)
  const again = await serve(dir)
  expect(await read(again.url, id)).toMatchObject({ file: digestOf(bytes), metrics: before.metrics })
  await untilMade(join(home, 'after-kill.tar'), dir)
  expect((await bw(['backup', '--data-dir', dir])).code).toBe(0)
  expect(readdirSync(backups).filter((name) => name.endsWith('.partial'))).toEqual([])
  await stop(again)
}, 90_000)

test('what a stopped server left is backed up without it', async () => {
  await stop(server)
  const off = join(home, 'off.tar')
  const { code, stdout } = await bw(['backup', off, '--data-dir', original])
  expect([code, stdout]).toEqual([0, expect.stringContaining(`Made ${off}`)])
  expect(postmaster(original)).toBeUndefined()
  const nothing = await bw(['backup', off, '--data-dir', join(home, 'nothing')])
  expect([nothing.code, nothing.stderr]).toEqual([3, expect.stringContaining('No server runs on')])
}, 60_000)
