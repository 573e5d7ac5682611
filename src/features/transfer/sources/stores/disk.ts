/** Files below a folder of this disk: links that lead out of it are not followed, and devices and pipes not opened. */
import { constants, createReadStream } from 'node:fs'
import { type FileHandle, lstat, open, opendir, realpath, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { invalid, notFound } from '../../../../lib/failure.ts'
import type { SourceFile } from '../../source.ts'

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way)
}

/** The real folder of a location, once it is known to lie where files may be read; undefined if there is none. */
async function realFolder(folder: string, allowed: string[]): Promise<string | undefined> {
  const outside = (): Error =>
    invalid(
      `The files at '${folder}' lie outside of the places that may be read (${allowed.join(', ') || 'none was named'}). Name the folder in 'artifacts_root'.`,
    )
  if (!allowed.some((place) => isInside(place, folder))) throw outside()
  const real = await realpath(folder).catch(() => undefined)
  // A run without files has no folder; a place that is not there at all is a mistake.
  if (real === undefined) {
    for (const place of allowed)
      if (isInside(place, folder) && (await stat(place).catch(() => undefined))) return undefined
    throw notFound('Folder', folder, 'where the files of the source should be')
  }
  const places = await Promise.all(allowed.map((place) => realpath(place).catch(() => place)))
  if (!places.some((place) => isInside(place, real))) throw outside()
  return real
}

/** In the order of their names, folder by folder. Links to files inside count as files; other links do not. */
export async function* listFolder(folder: string, allowed: string[]): AsyncGenerator<SourceFile> {
  const root = await realFolder(folder, allowed)
  if (root === undefined) return
  if (!(await stat(root)).isDirectory()) throw invalid(`'${folder}' is a file, where a folder of files should be.`)
  yield* walk(root, '')
}

async function* walk(root: string, below: string): AsyncGenerator<SourceFile> {
  const names: string[] = []
  for await (const { name } of await opendir(join(root, below))) names.push(name)
  for (const name of names.sort()) {
    const path = below ? `${below}/${name}` : name
    const at = join(root, path)
    const found = await lstat(at).catch(() => undefined)
    if (found?.isDirectory()) yield* walk(root, path)
    else if (found?.isFile()) yield { path, size: found.size }
    else if (found?.isSymbolicLink()) {
      const target = await realpath(at).catch(() => undefined)
      const file = target !== undefined && isInside(root, target) ? await stat(target) : undefined
      if (file?.isFile()) yield { path, size: file.size }
    }
  }
}

export async function openFile(folder: string, path: string, allowed: string[]): Promise<AsyncIterable<Uint8Array>> {
  const root = await realFolder(folder, allowed)
  const real = root && (await realpath(join(root, path)).catch(() => undefined))
  if (!root || !real) throw notFound('File', path, `below '${folder}'`)
  if (!isInside(root, real))
    throw invalid(`'${path}' below '${folder}' is a link that leads out of it, and is not read.`)
  // Opened without waiting, for a pipe would wait for ever; what is open stays what it is, whatever its name becomes.
  const file: FileHandle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  if (!(await file.stat()).isFile()) {
    await file.close()
    throw invalid(`'${path}' below '${folder}' is no file.`)
  }
  return createReadStream('', { fd: file, highWaterMark: 256 << 10 })
}
