import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine, folder } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { runs } from '../../features/track/contract/runs.ts'
import { lineOf } from './progress.ts'

const { call, listen } = await server()
const url = await listen()
const { bw, home } = commandLine(url)

const run = async (run_name: string) => (await call(runs.create, { experiment_id: '0', run_name })).run.info.run_id
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const BYTES = randomBytes(2_000_000)

interface Files {
  files: { path: string; file: string; size: number; digest: string; resumed: number }[]
}

test('Platform-13: a file goes to a run and comes back the same', async () => {
  const id = await run('one-file')
  writeFileSync(join(home, 'model.bin'), BYTES)
  const put = await bw(['artifacts', 'put', 'one-file', 'model.bin', '--path', 'deep/er/', '-e', 'Default', '--json'])
  expect(put.json()).toEqual({
    run_id: id,
    files: [{ path: 'deep/er/model.bin', size: 2_000_000, digest: sha256(BYTES) }],
  })
  const got = await bw(['artifacts', 'get', id, 'deep/er/model.bin', '-o', 'copy.bin', '--json'])
  expect(got.json<Files>().files[0]).toMatchObject({ file: join(home, 'copy.bin'), digest: sha256(BYTES), resumed: 0 })
  expect(readFileSync(join(home, 'copy.bin')).equals(BYTES)).toBe(true)
  expect(got.stderr).toBe('')
})

test('a folder goes to a run and comes back, with any names', async () => {
  const id = await run('folder')
  mkdirSync(join(home, 'out', 'sub dir'), { recursive: true })
  writeFileSync(join(home, 'out', 'Größe & 100%.txt'), 'a')
  writeFileSync(join(home, 'out', 'sub dir', 'empty'), '')
  expect((await bw(['artifacts', 'put', id, 'out'])).stdout).toBe('out/Größe & 100%.txt  1 B\nout/sub dir/empty  0 B\n')
  const listed = await bw(['artifacts', 'ls', id, 'out', '--json'])
  expect(
    listed
      .json<Files>()
      .files.map(({ path }) => path)
      .sort(),
  ).toEqual(['out/Größe & 100%.txt', 'out/sub dir'])
  expect((await bw(['artifacts', 'ls', id, '-r'])).stdout).toMatch(
    /^SIZE +STORED +PATH\n.*out\/Größe & 100%\.txt\n.*out\/sub dir\/empty\n$/,
  )
  await bw(['artifacts', 'get', id, 'out', '-o', 'back'])
  expect(readdirSync(join(home, 'back'), { recursive: true }).sort()).toEqual([
    'Größe & 100%.txt',
    'sub dir',
    'sub dir/empty',
  ])
  const piped = await bw(['artifacts', 'get', id, 'out/Größe & 100%.txt', '-o', '-'])
  expect(piped).toMatchObject({ code: 0, stdout: 'a' })
})

test('a download that broke off is continued by the next one', async () => {
  const id = await run('broken-off')
  writeFileSync(join(home, 'big.bin'), BYTES)
  await bw(['artifacts', 'put', id, 'big.bin'])
  const at = folder()
  const partial = join(at, `big.bin.${sha256(BYTES).slice(0, 12)}.partial`)
  writeFileSync(partial, BYTES.subarray(0, 1_234_567))
  const got = await bw(['artifacts', 'get', id, 'big.bin', '--json'], { cwd: at })
  expect(got.json<Files>().files[0]).toMatchObject({ resumed: 1_234_567, size: 2_000_000 })
  expect(readFileSync(join(at, 'big.bin')).equals(BYTES)).toBe(true)
  expect(readdirSync(at)).toEqual(['big.bin'])
})

/** Stands between command and server, and changes what passes. */
async function between(change: (request: IncomingMessage, body: Buffer) => Buffer | 'break'): Promise<string> {
  const proxy = createServer(async (request, reply) => {
    const { host: _host, ...headers } = request.headers
    const answer = await fetch(url + request.url, {
      method: request.method!,
      headers: headers as Record<string, string>,
    })
    const body = Buffer.from(await answer.arrayBuffer())
    const changed = request.method === 'GET' && request.url!.startsWith('/get-artifact') ? change(request, body) : body
    reply.writeHead(answer.status, Object.fromEntries(answer.headers))
    if (changed !== 'break') return void reply.end(changed)
    reply.write(body.subarray(0, body.length >> 1), () => reply.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  proxy.unref()
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

test('a connection that breaks is taken up where it broke', async () => {
  const id = await run('shaky')
  writeFileSync(join(home, 'shaky.bin'), BYTES)
  await bw(['artifacts', 'put', id, 'shaky.bin'])
  const ranges: (string | undefined)[] = []
  const shaky = await between(({ headers }, body) => {
    ranges.push(headers.range)
    return ranges.length < 3 ? 'break' : body
  })
  const at = folder()
  const got = await bw(['artifacts', 'get', id, 'shaky.bin', '--url', shaky], { cwd: at })
  expect(got).toMatchObject({ code: 0, stderr: '' })
  expect(readFileSync(join(at, 'shaky.bin')).equals(BYTES)).toBe(true)
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/), expect.stringMatching(/^bytes=\d+-$/)])
})

test('bytes that were changed on the way are noticed and not kept', async () => {
  const id = await run('tampered')
  writeFileSync(join(home, 'weights.bin'), BYTES)
  await bw(['artifacts', 'put', id, 'weights.bin'])
  const evil = await between((_, body) => {
    body[1_000]! ^= 1
    return body
  })
  const at = folder()
  const got = await bw(['artifacts', 'get', id, 'weights.bin', '--url', evil], { cwd: at })
  expect(got).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("'weights.bin' arrived damaged: its sha256 is"),
  })
  expect(readdirSync(at)).toEqual([])
})

test('a file is deleted by its name, a folder only when that is said', async () => {
  const id = await run('deleting')
  await bw(['artifacts', 'put', id, 'out'])
  expect((await bw(['artifacts', 'rm', id, 'out/Größe & 100%.txt', '--json'])).json()).toEqual({
    run_id: id,
    path: 'out/Größe & 100%.txt',
    deleted: 1,
  })
  const refused = await bw(['artifacts', 'rm', id, 'out'])
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("'out' is a folder with 1 file") })
  expect((await bw(['artifacts', 'rm', id, 'out/', '-r'])).stdout).toBe('Deleted out (1 file).\n')
  expect(await bw(['artifacts', 'rm', id, 'out'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no artifact 'out'"),
  })
  expect(await bw(['artifacts', 'get', id, 'out'])).toMatchObject({ code: 1 })
  expect((await bw(['artifacts', 'ls', id])).stderr).toBe('bellwether: The run has no artifacts.\n')
  expect(await bw(['artifacts', 'put', id, 'nowhere'])).toMatchObject({
    code: 1,
    stderr: "bellwether: There is no file 'nowhere'.\n",
  })
})

test('the bar says how much, how fast and how long', () => {
  expect(lineOf('model.bin', 5_000_000, 20_000_000, 2_500)).toBe(
    'model.bin  ██████░░░░░░░░░░░░░░░░░░  5.00 MB of 20.0 MB, 2.50 MB/s, 6.0 s left',
  )
})
