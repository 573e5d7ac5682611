/** `bellwether artifacts get`: streams files to disk, goes on where a download broke off, and checks what arrived. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { files } from '../../features/artifacts/contract/files.ts'
import { Failure } from '../../lib/failure.ts'
import { type Client, connect } from '../client.ts'
import { plain, print, printJson, Unreachable } from '../output.ts'
import { resolveRun } from '../resolve.ts'
import { bytes, count } from '../words.ts'
import { listFolder, type RunOptions, trimSlashes } from './listing.ts'
import { inParallel, type Progress, progress } from './progress.ts'

/** What is to be fetched: the digest is the promise that is checked. */
interface Wanted {
  run_id: string
  path: string
  size: number
  digest: string | undefined
  target: string
}

interface Got {
  path: string
  file: string
  size: number
  digest: string
  /** Bytes of an earlier try that were used again. */
  resumed: number
}

const LANES = 4
const TRIES = 5

const damaged = (path: string, expected: string, actual: string): Failure =>
  new Failure(
    'INTERNAL_ERROR',
    `'${path}' arrived damaged: its sha256 is ${actual}, but the server lists ${expected}. Nothing was kept; try again.`,
  )

/** Size and digest of one file, from the headers of its download. */
async function head(client: Client, run_id: string, path: string) {
  const reply = await client.send(files.downloadRun, { run_id, path }, { method: 'HEAD' }).catch(() => undefined)
  // A refusal to HEAD has no words: ask for them.
  const { headers, body } = reply ?? (await client.send(files.downloadRun, { run_id, path }))
  await body?.cancel()
  const digest = /^"([0-9a-f]{64})"$/.exec(headers.get('etag') ?? '')?.[1]
  return { size: Number(headers.get('content-length') ?? 0), digest }
}

const fetchFrom = (client: Client, { run_id, path, digest }: Wanted, from: number): Promise<Response> =>
  client.send(
    files.downloadRun,
    { run_id, path },
    {
      headers: from > 0 ? { range: `bytes=${from}-`, ...(digest && { 'if-range': `"${digest}"` }) } : {},
    },
  )

const streamOf = ({ body }: Response): Readable =>
  body ? Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([])

/** Downloads beside the target and renames into place, so that a file that is there is whole. */
async function download(client: Client, wanted: Wanted, bar: Progress): Promise<Got> {
  const { path, target, size, digest } = wanted
  // The digest in its name: what an older version left behind is not continued.
  const partial = `${target}.${digest?.slice(0, 12) ?? 'new'}.partial`
  await mkdir(dirname(target), { recursive: true })
  const resumed = digest && existsSync(partial) ? Math.min((await stat(partial)).size, size) : 0
  bar.skip(resumed)
  for (let tries = 1, had = resumed; ; tries++) {
    const have = digest && existsSync(partial) ? (await stat(partial)).size : 0
    if (have > had) tries = 1
    had = have
    try {
      if (have < size || have === 0) await append(client, wanted, partial, have, bar)
      break
    } catch (error) {
      // A connection that breaks again without having brought anything is not worth another try.
      // Node's fetch says TypeError when a body breaks off.
      if (!(error instanceof Unreachable || error instanceof TypeError)) throw error
      if (tries >= TRIES) throw brokenOff(path, error)
    }
  }
  const actual = await digestOf(partial)
  if (digest && actual !== digest) {
    await rm(partial, { force: true })
    throw damaged(path, digest, actual)
  }
  await rename(partial, target)
  return { path, file: target, size: (await stat(target)).size, digest: actual, resumed }
}

const brokenOff = (path: string, cause: unknown): Unreachable =>
  new Unreachable(`The download of '${path}' broke off. Run the same command again: it goes on from there.`, { cause })

async function append(client: Client, wanted: Wanted, partial: string, have: number, bar: Progress): Promise<void> {
  const reply = await fetchFrom(client, wanted, have)
  const goesOn = reply.status === 206
  const source = streamOf(reply).on('data', (chunk: Buffer) => bar.add(chunk.length))
  await pipeline(source, createWriteStream(partial, { flags: goesOn ? 'a' : 'w' }))
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function toStdout(client: Client, run_id: string, path: string): Promise<void> {
  const reply = await client.send(files.downloadRun, { run_id, path })
  const digest = /^"([0-9a-f]{64})"$/.exec(reply.headers.get('etag') ?? '')?.[1]
  const hash = createHash('sha256')
  const source = streamOf(reply).on('data', (chunk: Buffer) => hash.update(chunk))
  await pipeline(source, process.stdout, { end: false })
  const actual = hash.digest('hex')
  if (digest && actual !== digest) throw damaged(path, digest, actual)
}

/** Names come from a server: none may lead out of the folder that was asked for. */
function within(folder: string, path: string): string {
  const target = resolve(folder, path)
  if (!target.startsWith(resolve(folder) + sep))
    throw new Failure('INVALID_PARAMETER_VALUE', `The server lists '${path}', which would lie outside of ${folder}.`)
  return target
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

async function wantedOf(client: Client, run_id: string, path: string, output: string | undefined): Promise<Wanted[]> {
  const { files: inside } = await listFolder(client, run_id, path, true)
  if (inside.length === 0 && path) {
    const target = output === undefined ? basename(path) : isFolder(output) ? join(output, basename(path)) : output
    return [{ run_id, path, target: resolve(target), ...(await head(client, run_id, path)) }]
  }
  if (output === '-')
    throw new Failure('INVALID_PARAMETER_VALUE', `'${path}' is a folder; only a single file can go to stdout.`)
  const folder = output ?? (path ? basename(path) : `artifacts-${run_id.slice(0, 8)}`)
  return inside.map((file) => ({
    run_id,
    path: file.path,
    size: Number(file.size ?? 0),
    digest: file.digest,
    target: within(folder, path ? file.path.slice(path.length + 1) : file.path),
  }))
}

export async function get(
  given: string,
  named: string,
  { output, experiment, ...options }: RunOptions & { output?: string },
): Promise<void> {
  const client = connect(options)
  const { run_id } = await resolveRun(client, given, { experiment })
  const path = trimSlashes(named === '.' ? '' : named)
  const wanted = await wantedOf(client, run_id, path, output)
  if (output === '-') return toStdout(client, run_id, path)
  const total = wanted.reduce((sum, { size }) => sum + size, 0)
  const bar = progress(wanted.length === 1 ? basename(path) : count(wanted.length, 'file'), total)
  const got: Got[] = []
  try {
    await inParallel(wanted, LANES, async (one) => void got.push(await download(client, one, bar)))
  } finally {
    bar.end()
  }
  got.sort((a, b) => (a.path < b.path ? -1 : 1))
  if (options.json) return printJson({ run_id, files: got })
  for (const { file, size, resumed } of got)
    print(plain(`${file}  ${bytes(size)}${resumed ? `, ${bytes(resumed)} of them from before` : ''}`))
}
