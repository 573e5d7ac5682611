/** Looking through artifacts below any artifact URI, whether of a run or of a model. */
import type { Input } from '../../../lib/contract.ts'
import { invalid } from '../../../lib/failure.ts'
import { mediaOf } from '../../../lib/media.ts'
import type { browse as contract } from '../contract/browse.ts'
import { listingOf } from '../elsewhere.ts'
import { join, toFolder, toPath, toRoot } from '../path.ts'
import type { After, BrowseStore } from '../store/browse.ts'
import type { FileService } from './files.ts'

const toCursor = ({ is_dir, name }: After): string => Buffer.from(JSON.stringify([is_dir, name])).toString('base64url')

function fromCursor(cursor: string): After {
  try {
    const [is_dir, name] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (typeof is_dir === 'boolean' && typeof name === 'string' && !name.includes('\0')) return { is_dir, name }
  } catch {
    // Not ours: said below.
  }
  throw invalid('The cursor is not one that this route returned. Begin without one.')
}

export const browseService = (files: FileService, store: BrowseStore) => ({
  async folder(workspace: number, { root, path, search, limit = 200, cursor }: Input<typeof contract.folder>) {
    const inside = toFolder(path)
    const after = cursor === undefined ? undefined : fromCursor(cursor)
    const place = join(toRoot(root), inside)
    const whole = await files.everything(workspace, place)
    const { entries, ...all } = whole
      ? listingOf(whole, place, search || undefined, after, limit + 1)
      : await store.page(workspace, place, search || undefined, after, limit + 1)
    const page = entries.slice(0, limit)
    return {
      ...all,
      entries: page.map(({ name, changed_ms, ...entry }) => ({
        ...entry,
        path: join(inside, name),
        changed_at: changed_ms,
      })),
      next_cursor: entries.length > limit ? toCursor(page.at(-1)!) : null,
    }
  },

  async file(workspace: number, { root, path }: Input<typeof contract.file>) {
    const place = join(toRoot(root), toPath(path))
    const [there] = ((await files.everything(workspace, place)) ?? []).filter((file) => file.path === place)
    const { size, digest, created_ms } = there ?? (await files.get(workspace, place))
    const { viewer, type = null } = mediaOf(path)
    return { path, bytes: size, digest, changed_at: created_ms, viewer, type }
  },
})

export type BrowseService = ReturnType<typeof browseService>
