/**
 * Files that lie on another server and are read there when they are asked for. They are listed beside those that are
 * kept here; where both have a path, what is kept here counts.
 */
import type { EntryRow, Listing } from './store/browse.ts'
import type { FileRow } from './store/files.ts'

export interface Elsewhere {
  /** All files below a folder, by paths from the proxy's root; nothing where no folder there stands for this one. */
  list(workspace: number, folder: string): Promise<{ path: string; size: number }[]>
  /** The bytes of one; undefined where no folder there stands for its own. */
  open(workspace: number, path: string): Promise<AsyncIterable<Uint8Array> | undefined>
}

export const NOWHERE: Elsewhere = { list: async () => [], open: async () => undefined }

/** What lies elsewhere has no digest that anybody here has seen. */
export const toRow = ({ path, size }: { path: string; size: number }): FileRow => ({
  ...{ path, size, digest: '', created_ms: 0 },
})

/** Both together, sorted by path. */
export function together(here: FileRow[], there: { path: string; size: number }[]): FileRow[] {
  const byPath = new Map([...there.map(toRow), ...here].map((file) => [file.path, file]))
  return [...byPath.values()].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

/** What of sorted files stands in a folder: its files, and its folders in the place of what is below them. */
export function entriesOf(files: FileRow[], folder: string, recursive: boolean): { path: string; file?: FileRow }[] {
  if (recursive) return files.map((file) => ({ path: file.path, file }))
  const from = folder ? folder.length + 1 : 0
  const found = new Map<string, { path: string; file?: FileRow }>()
  for (const file of files) {
    const slash = file.path.indexOf('/', from)
    const path = slash < 0 ? file.path : file.path.slice(0, slash)
    found.set(path, slash < 0 ? { path, file } : { path })
  }
  return [...found.values()]
}

/** A page of a folder as those who look through it see it. */
export function listingOf(
  files: FileRow[],
  folder: string,
  search: string | undefined,
  after: Pick<EntryRow, 'is_dir' | 'name'> | undefined,
  limit: number,
): Listing {
  const from = folder ? folder.length + 1 : 0
  const wanted = files.filter(({ path }) => !search || path.slice(from).toLowerCase().includes(search.toLowerCase()))
  const entries = entriesOf(wanted, folder, search !== undefined).map(({ path, file }): EntryRow => {
    const below = file ? [file] : wanted.filter((one) => one.path.startsWith(`${path}/`))
    const changed = below.reduce((newest, { created_ms }) => Math.max(newest, created_ms), 0)
    const bytes = below.reduce((sum, { size }) => sum + size, 0)
    return { name: path.slice(from), is_dir: !file, files: below.length, bytes, changed_ms: changed }
  })
  const rank = ({ is_dir, name }: Pick<EntryRow, 'is_dir' | 'name'>): string => `${is_dir ? 0 : 1}${name}`
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const sorted = entries.sort((a, b) => compare(rank(a), rank(b)))
  return {
    files: wanted.length,
    bytes: wanted.reduce((sum, { size }) => sum + size, 0),
    entries: sorted.filter((entry) => !after || rank(entry) > rank(after)).slice(0, limit),
  }
}
