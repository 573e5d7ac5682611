/** Writes what a server sends as an export into a folder, which gets its name once every byte is what it should be. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ExportManifest, FORMAT, MANIFEST } from '../../features/exports/contract/manifest.ts'
import { exports } from '../../features/exports/contract.ts'
import { Failure } from '../../lib/failure.ts'
import { type Entry, readTar } from '../../platform/backup/tar.ts'
import type { Client } from '../client.ts'
import { Usage } from '../output.ts'

const NAME = /^(?:tables\/[a-z_]+\/\d{6}\.parquet|artifacts\/[0-9a-f]{2}\/[0-9a-f]{64}|manifest\.json)$/

interface Written {
  bytes: number
  sha256: string
}

export async function assertFree(folder: string): Promise<void> {
  const found = existsSync(folder) ? await readdir(folder).catch(() => ['a file']) : []
  if (found.length) throw new Usage(`${folder} exists already and is not empty. Name another folder.`)
}

async function writeEntry(folder: string, entry: Entry): Promise<Written> {
  const path = join(folder, entry.name)
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  try {
    for await (const chunk of entry.chunks()) {
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { bytes: entry.size, sha256: hash.digest('hex') }
}

const broken = (what: string): Failure =>
  new Failure('TEMPORARILY_UNAVAILABLE', `The export is not whole: ${what}. Nothing was kept; run it again.`)

/** Every file that the manifest names is there as it says, and no other. */
function compare(manifest: ExportManifest, written: Map<string, Written>): void {
  if (manifest.format !== FORMAT)
    throw new Usage(
      `The server writes exports of format ${manifest.format}, which this command does not know. Use its version.`,
    )
  const rest = new Map(written)
  for (const { files } of Object.values(manifest.tables))
    for (const { name, bytes, sha256 } of files) {
      const found = rest.get(name)
      if (found?.bytes !== bytes || found.sha256 !== sha256) throw broken(`${name} is not what the server sent`)
      rest.delete(name)
    }
  const missing = new Set(manifest.artifacts.missing)
  for (const [name, { sha256 }] of rest) {
    const digest = name.slice(-64)
    if (sha256 !== digest && !missing.has(digest)) throw broken(`${name} is not what its name says`)
  }
  const kept = [...rest.keys()].filter((name) => !missing.has(name.slice(-64)))
  if (kept.length !== manifest.artifacts.files)
    throw broken(`it has ${kept.length} of ${manifest.artifacts.files} artifacts`)
}

export async function receive(
  client: Client,
  folder: string,
  artifacts: boolean,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<ExportManifest> {
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true, mode: 0o700 })
  try {
    const reply = await client.send(exports.stream, { artifacts }, { signal })
    const written = new Map<string, Written>()
    let text: string | undefined
    for await (const entry of readTar(reply.body!, 'export')) {
      if (!NAME.test(entry.name) || text !== undefined) throw broken(`it holds '${entry.name}'`)
      if (entry.name === MANIFEST) text = (await entry.bytes()).toString()
      else written.set(entry.name, await writeEntry(partial, entry))
      onBytes(entry.size)
    }
    if (text === undefined) throw broken('its manifest is missing')
    const manifest = JSON.parse(text) as ExportManifest
    compare(manifest, written)
    const file = await open(join(partial, MANIFEST), 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
    await file.close()
    if (existsSync(folder)) await rmdir(folder)
    await rename(partial, folder)
    return manifest
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    // A connection that broke says nothing but that.
    throw error instanceof TypeError ? broken(`the connection ended (${error.message})`) : error
  }
}
