// Real processes: the server, the command line, and a server that speaks S3 and enforces rights. Seconds.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { commandLine } from '../harness/cli.ts'
import { startS3 } from '../harness/s3.ts'
import { aDataDir, type Started, send, stop, up } from './process.ts'

const s3 = await startS3(['artifacts', 'elsewhere'], { missing: ['not-there'] })
const { bw, home } = commandLine()
const running: Started[] = []
const dirs: string[] = []
afterAll(async () => {
  for (const one of running) await stop(one)
  await s3.kill()
  for (const dir of dirs) rmSync(dirname(dir), { recursive: true, force: true })
})

const envOf = (bucket: string) => ({
  ...s3.env,
  BELLWETHER_BLOBS: `s3://${bucket}/team`,
  BELLWETHER_S3_ENDPOINT: s3.url,
})

function fresh(): string {
  const dir = aDataDir()
  dirs.push(dir)
  return dir
}

async function serve(dir: string, env: Record<string, string> = {}): Promise<Started> {
  const started = await up(dir, { env })
  running.push(started)
  return started
}

const bytes = randomBytes(20_000_000)
const digestOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')
const fileOf = (url: string, run: string, name: string): string =>
  `${url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${name}`

const dir = fresh()
const server = await serve(dir, envOf('artifacts'))
const { run } = (await send(server.url, '/api/2.0/mlflow/runs/create', { experiment_id: '0' })) as {
  run: { info: { run_id: string } }
}
const { run_id } = run.info

/** All files of the run, as a server gives them. */
async function filesOf(url: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of ['large.bin', 'small.txt', 'parts.bin'])
    found[name] = digestOf(new Uint8Array(await (await fetch(fileOf(url, run_id, name))).arrayBuffer()))
  return found
}

/** Sends a file in parts, as MLflow's client does. */
async function sendInParts(url: string, name: string, parts: Uint8Array[]): Promise<void> {
  const path = `0/${run_id}/artifacts`
  const { upload_id, credentials } = (await send(url, `/api/2.0/mlflow-artifacts/mpu/create/${path}`, {
    path: name,
    num_parts: parts.length,
  })) as { upload_id: string; credentials: { url: string; part_number: number }[] }
  const done = []
  for (const { url: to, part_number } of credentials) {
    const reply = await fetch(new URL(to, url), { method: 'PUT', body: parts[part_number - 1] as BodyInit })
    done.push({ part_number, etag: reply.headers.get('etag') })
  }
  await send(url, `/api/2.0/mlflow-artifacts/mpu/complete/${path}`, { path: name, upload_id, parts: done })
}

test('Platform-01 Data-28: with one setting all artifacts go to the bucket, with the rights of the recipe and no others', async () => {
  await fetch(fileOf(server.url, run_id, 'large.bin'), { method: 'PUT', body: bytes })
  await fetch(fileOf(server.url, run_id, 'small.txt'), { method: 'PUT', body: 'small' })
  await sendInParts(server.url, 'parts.bin', [bytes.subarray(0, 6_000_000), bytes.subarray(6_000_000, 7_000_000)])
  expect(await filesOf(server.url)).toEqual({
    'large.bin': digestOf(bytes),
    'small.txt': digestOf(Buffer.from('small')),
    'parts.bin': digestOf(bytes.subarray(0, 7_000_000)),
  })
  const part = await fetch(fileOf(server.url, run_id, 'large.bin'), { headers: { range: 'bytes=16777210-16777225' } })
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(16_777_210, 16_777_226)])
  expect(existsSync(join(dir, 'blobs'))).toBe(false)
  const { checks } = (await send(server.url, '/api/v1/health')) as { checks: { check: string; status: string }[] }
  expect(checks.find(({ check }) => check === 'artifact store')).toMatchObject({ status: 'ok' })
}, 60_000)

test('Data-28: a backup takes the bytes of the bucket along, into a folder or into another bucket', async () => {
  const file = join(home, 'all.tar')
  const made = await bw(['backup', file, '--data-dir', dir, '--json'])
  expect(made.json()).toMatchObject({ artifacts: { kept: 'inside', missing: 0 } })
  const expected = await filesOf(server.url)
  for (const env of [{}, envOf('elsewhere')]) {
    const to = fresh()
    const restored = await bw(['restore', file, '--data-dir', to], { env })
    expect([restored.code, restored.stderr]).toEqual([0, ''])
    const again = await serve(to, env)
    expect(await filesOf(again.url)).toEqual(expected)
  }
}, 120_000)

test('backups that the server makes by itself leave the bytes in the bucket, and restore with it', async () => {
  const made = await bw(['backup', '--data-dir', dir, '--json'])
  const { backup } = made.json<{ backup: { place: string; artifacts: object } }>()
  expect(backup.artifacts).toMatchObject({ kept: 'none', missing: 0 })
  expect(readdirSync(dirname(backup.place))).not.toContain('blobs')
  const to = fresh()
  const restored = await bw(['restore', backup.place, '--data-dir', to], { env: envOf('artifacts') })
  expect([restored.code, restored.stderr]).toEqual([0, ''])
  const without = await bw(['restore', backup.place, '--data-dir', fresh()])
  expect([without.code, without.stderr]).toEqual([1, expect.stringMatching(/artifacts .* missing .* --accept-missing/)])
}, 90_000)

test('Platform-01: the doctor names a wrong secret and a bucket that is missing; a server with such a one starts and says so', async () => {
  const wrong = { ...envOf('artifacts'), AWS_SECRET_ACCESS_KEY: 'wrong' }
  const nowhere = { ...envOf('artifacts'), BELLWETHER_BLOBS: 's3://not-there' }
  for (const [env, words] of [
    [envOf('artifacts'), /s3:\/\/artifacts\/team can be written and read/],
    [wrong, /credentials/],
    [nowhere, /no bucket 'not-there'/],
  ] as const) {
    const { json } = await bw(['doctor', '--data-dir', join(home, 'none'), '--json'], { env })
    const { checks } = json<{ checks: { check: string; message: string }[] }>()
    expect(checks.find(({ check }) => check === 'artifact store')?.message).toMatch(words)
  }
  const started = await serve(fresh(), wrong)
  const refused = await fetch(fileOf(started.url, run_id, 'a.txt'), { method: 'PUT', body: 'a' })
  expect([refused.status, await refused.text()]).toEqual([503, expect.stringMatching(/credentials/)])
}, 60_000)
