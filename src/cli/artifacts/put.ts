/** `bellwether artifacts put`: streams a file or a folder to a run, and checks that it arrived. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { files } from '../../features/artifacts/contract/files.ts'
import { Failure } from '../../lib/failure.ts'
import { type Client, connect } from '../client.ts'
import { plain, print, printJson } from '../output.ts'
import { resolveRun } from '../resolve.ts'
import { bytes, count } from '../words.ts'
import { type RunOptions, trimSlashes } from './listing.ts'
import { inParallel, type Progress, progress } from './progress.ts'

interface Source {
  file: string
  path: string
  size: number
}

const LANES = 4

async function sourcesOf(file: string, path: string): Promise<Source[]> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Failure('RESOURCE_DOES_NOT_EXIST', `There is no file '${file}'.`) : error
  })
  if (found.isFile()) return [{ file, path, size: found.size }]
  if (!found.isDirectory()) throw new Failure('INVALID_PARAMETER_VALUE', `'${file}' is neither a file nor a folder.`)
  const inside = await readdir(file)
  return (await Promise.all(inside.sort().map((name) => sourcesOf(join(file, name), `${path}/${name}`)))).flat()
}

/** The server names a file by the digest of its bytes: what it stored is compared with what was read. */
async function upload(client: Client, run_id: string, { file, path }: Source, bar: Progress): Promise<string> {
  const hash = createHash('sha256')
  const source = createReadStream(file, { highWaterMark: 1 << 20 }).on('data', (chunk) => {
    hash.update(chunk)
    bar.add(chunk.length)
  })
  await client.send(files.uploadRun, { run_id, path }, { body: Readable.toWeb(source) as ReadableStream<Uint8Array> })
  const digest = hash.digest('hex')
  const { headers } = await client.send(files.downloadRun, { run_id, path }, { method: 'HEAD' })
  const etag = headers.get('etag')
  if (etag && etag !== `"${digest}"`)
    throw new Failure('INTERNAL_ERROR', `'${path}' is stored with other bytes than were sent. Upload it again.`)
  return digest
}

export async function put(
  given: string,
  file: string,
  { path: folder = '', experiment, ...options }: RunOptions & { path?: string },
): Promise<void> {
  const client = connect(options)
  const { run_id } = await resolveRun(client, given, { experiment })
  const at = trimSlashes(folder)
  const name = basename(resolve(file))
  const sources = await sourcesOf(file, at ? `${at}/${name}` : name)
  const total = sources.reduce((sum, { size }) => sum + size, 0)
  const bar = progress(sources.length === 1 ? name : count(sources.length, 'file'), total)
  const done: { path: string; size: number; digest: string }[] = []
  try {
    await inParallel(sources, LANES, async (source) => {
      done.push({ path: source.path, size: source.size, digest: await upload(client, run_id, source, bar) })
    })
  } finally {
    bar.end()
  }
  done.sort((a, b) => (a.path < b.path ? -1 : 1))
  if (options.json) return printJson({ run_id, files: done })
  for (const { path, size } of done) print(plain(`${path}  ${bytes(size)}`))
}
