/** Reads single files of a file store: plain files only, no links, none larger than it can sensibly be. */
import { constants, type Dirent } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Left } from './left.ts'

/** A dataset's profile may be long; a tag or param is not. */
const MAX_BYTES = 16 << 20

export interface Folder {
  root: string
  left: Left
}

/** Why a file is left out, for people. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ELOOP') return 'it is a link, and links are not followed'
  if (code === 'EACCES') return 'this server may not read it'
  if (code === 'ENOENT') return 'it is not there'
  return message
}

/** Throws what is wrong; a link is never followed at its last part. */
export async function readWhole(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new Error('it is no file')
    if (found.size > MAX_BYTES) throw new Error(`it has ${found.size} bytes, more than ${MAX_BYTES}`)
    const bytes = await file.readFile()
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw error instanceof TypeError ? new Error('it is no UTF-8 text') : error
  } finally {
    await file.close()
  }
}

/** What a folder holds, sorted; nothing where there is none. */
export async function entriesOf({ root, left }: Folder, path: string): Promise<Dirent[]> {
  try {
    // A link to a folder is none.
    if (!(await lstat(join(root, path))).isDirectory()) {
      left.note(path, 'it is a link or a file, where a folder should be')
      return []
    }
    const entries = await readdir(join(root, path), { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') left.note(path, reasonOf(error))
    return []
  }
}

/** Names of the folders in one. */
export const foldersIn = async (folder: Folder, path: string): Promise<string[]> => {
  const entries = await entriesOf(folder, path)
  for (const entry of entries)
    if (entry.isSymbolicLink()) folder.left.note(`${path}/${entry.name}`, 'it is a link, and links are not followed')
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

/** Paths of the files below a folder, from there: keys with slashes are files in folders. */
export async function* keysBelow(folder: Folder, path: string, below = ''): AsyncGenerator<string> {
  for (const entry of await entriesOf(folder, below ? `${path}/${below}` : path)) {
    const key = below ? `${below}/${entry.name}` : entry.name
    if (entry.isDirectory()) yield* keysBelow(folder, path, key)
    else if (entry.isFile()) yield key
    else folder.left.note(`${path}/${key}`, 'it is a link or a device, and is not read')
  }
}

/** Keys and values of a folder with a file for each; what cannot be read is noted. */
export async function readTags(folder: Folder, path: string): Promise<{ key: string; value: string }[]> {
  const found: { key: string; value: string }[] = []
  for await (const key of keysBelow(folder, path))
    try {
      found.push({ key, value: await readWhole(join(folder.root, path, key)) })
    } catch (error) {
      folder.left.note(`${path}/${key}`, reasonOf(error))
    }
  return found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}
