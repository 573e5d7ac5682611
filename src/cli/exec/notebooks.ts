/** Keeps executed notebooks with the runs they made: each is uploaded as an artifact, and a tag links it. */
import { readdirSync, type Stats, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { files } from '../../features/artifacts/contract/files.ts'
import { own } from '../../features/track/contract/own.ts'
import { runs as mlflow } from '../../features/track/contract/runs.ts'
import type { Client } from '../client.ts'
import { Unreachable } from '../output.ts'
import { bytes } from '../words.ts'

export interface Notebook {
  /** Its path among the artifacts. */
  path: string
  file: string
  size: number
}

const TAG = 'bellwether.notebook'
const FOLDER = 'notebooks'
const LIMIT_BYTES = 100_000_000
const UPLOAD_TIMEOUT_MS = 300_000

/** The value of `--name VALUE` or `--name=VALUE`; the last one counts. */
function optionOf(command: readonly string[], name: string): string | undefined {
  const i = command.findLastIndex((word) => word === name || word.startsWith(`${name}=`))
  return command[i]?.startsWith(`${name}=`) ? command[i].slice(name.length + 1) : i < 0 ? undefined : command[i + 1]
}

/** What cannot be read is not there: a word of a command may be anything. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Where a command may have written notebooks: what is most likely its result comes last. */
function candidates(command: readonly string[], cwd: string): string[] {
  const isNotebook = (name: string): boolean => name.endsWith('.ipynb')
  const output = optionOf(command, '--output')
  const outputDir = optionOf(command, '--output-dir')
  const named = command.filter((word) => !word.startsWith('-') && isNotebook(word)).map((word) => resolve(cwd, word))
  // nbconvert and nbclient write beside the input; nbconvert makes up a name where none is given.
  const beside = named.flatMap((input) => {
    const folder = outputDir === undefined ? dirname(input) : resolve(cwd, outputDir)
    const stem = basename(input, '.ipynb')
    const given = output?.replaceAll('{notebook_name}', stem).replace(/\.ipynb$/, '')
    const names = given === undefined ? [`${stem}.nbconvert`, stem] : [given]
    return names.map((name) => resolve(folder, `${name}.ipynb`))
  })
  const here = (ifReadable(() => readdirSync(cwd)) ?? []).filter(isNotebook).map((name) => resolve(cwd, name))
  return [...here, ...named, ...beside]
}

/** The notebooks that a command wrote since it began. Of two with one name the likelier result stays. */
export function findNotebooks(command: readonly string[], cwd: string, sinceMs: number): Notebook[] {
  const found = new Map<string, Notebook>()
  for (const file of candidates(command, cwd)) {
    const stats: Stats | undefined = ifReadable(() => statSync(file))
    if (!stats?.isFile() || stats.mtimeMs <= sinceMs) continue
    const path = `${FOLDER}/${basename(file)}`
    // What is found again moves to the end, for the last one is linked.
    found.delete(path)
    found.set(path, { path, file, size: stats.size })
  }
  return [...found.values()]
}

/** Where a run's artifacts lie behind the server's proxy; undefined for another store. */
export const proxyPathOf = (uri: string): string | undefined =>
  /^mlflow-artifacts:(?:\/\/)?\/([^/].*?)\/*$/s.exec(uri)?.[1]

/** Never throws: the command has run, and a notebook that cannot be stored is worth a note, no more. */
export async function keepNotebooks(
  client: Client,
  runIds: readonly string[],
  notebooks: readonly Notebook[],
  say: (text: string) => void,
): Promise<void> {
  for (const { file, size } of notebooks)
    if (size > LIMIT_BYTES) say(`The notebook ${file} was not stored: it has ${bytes(size)}, and 100 MB is the limit.`)
  const small = notebooks.filter(({ size }) => size <= LIMIT_BYTES)
  if (small.length === 0) return
  for (const run_id of runIds)
    try {
      await keepIn(client, run_id, small, say)
    } catch (error) {
      say(`The notebook was not stored with run ${run_id}: ${(error as Error).message}`)
      // The next run would not reach the server either.
      if (error instanceof Unreachable) return
    }
}

async function keepIn(client: Client, run_id: string, notebooks: Notebook[], say: (text: string) => void) {
  const { artifact_uri } = await client.call(own.run, { run_id })
  const root = proxyPathOf(artifact_uri)
  if (root === undefined)
    return say(
      `The notebook was not stored with run ${run_id}: its artifacts are at '${artifact_uri}', which this server does not serve.`,
    )
  let stored: string | undefined
  for (const { path, file } of notebooks)
    try {
      const body = new Blob([await readFile(file)]).stream() as ReadableStream<Uint8Array>
      const signal = AbortSignal.timeout(UPLOAD_TIMEOUT_MS)
      await client.send(files.upload, { '*': `${root}/${path}` }, { body, signal })
      stored = path
    } catch (error) {
      if (error instanceof Unreachable) throw error
      say(`The notebook ${file} was not stored with run ${run_id}: ${(error as Error).message}`)
    }
  if (stored !== undefined) await client.call(mlflow.setTag, { run_id, key: TAG, value: stored })
}
