/** Where a server keeps its backups: a folder or a bucket. */
import { Failure } from '../../lib/failure.ts'
import type { Blobs } from '../blobs.ts'
import type { Config } from '../config.ts'
import type { Kind, Sink } from './archive.ts'
import type { Order, Pool, Sizes } from './make.ts'
import type { Archive } from './read.ts'
import { listBlobs, readEnds } from './read.ts'

export interface Target {
  /** For people. */
  place: string
  placeOf(name: string): string
  list(): Promise<{ name: string; size: number }[]>
  archive(name: string): Promise<Archive>
  /** Begins a backup, if there is room for it. */
  write(name: string, sizes: Sizes, from: Blobs): Promise<Sink>
  /** Writes a note beside a backup. */
  put(name: string, text: string): Promise<void>
  get(name: string): Promise<string>
  remove(name: string): Promise<void>
  /** The bytes of blobs, once for all backups. */
  beside(): Blobs
  pool(): Pool
  space(): Promise<{ free: number; size: number } | undefined>
}

/** What a backup in the place of backups does with the bytes of artifacts. */
export const byItself = ({ backup }: Pick<Config, 'backup'>, target: Target): Pick<Order, 'blobs' | 'pool'> =>
  backup.artifacts ? { blobs: 'beside', pool: target.pool() } : { blobs: 'none' }

const NAME = /^bellwether-\d{8}T\d{9}Z-(by-hand|nightly|before-migration)\.tar$/

export const nameOf = (kind: Kind, ms: number): string =>
  `bellwether-${new Date(ms).toISOString().replace(/[-:.]/g, '')}-${kind}.tar`

export const kindOf = (name: string): Kind | undefined => NAME.exec(name)?.[1] as Kind | undefined

export const noteOf = (name: string): string => `${name}.verified.json`

/** Backups of a target, the newest first. */
export const listBackups = async (target: Target): Promise<{ name: string; size: number }[]> =>
  (await target.list()).filter(({ name }) => kindOf(name)).sort((a, b) => (a.name < b.name ? 1 : -1))

const isReadable = async (target: Target, name: string): Promise<boolean> =>
  readEnds(await target.archive(name)).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Failure) return false
      throw error
    },
  )

/**
 * Removes all but the newest of each kind, then the blobs that no backup names any more. One that cannot be read does
 * not count as kept and is left for somebody to look at; while it is there no blob is removed.
 */
export async function prune(target: Target, keep: Partial<Record<Kind, number>>): Promise<string[]> {
  const seen: Partial<Record<Kind, number>> = {}
  const kept: string[] = []
  const old: string[] = []
  let allReadable = true
  for (const { name } of await listBackups(target)) {
    const kind = kindOf(name)!
    if (!(await isReadable(target, name))) {
      allReadable = false
      continue
    }
    seen[kind] = (seen[kind] ?? 0) + 1
    ;(seen[kind] > (keep[kind] ?? Number.POSITIVE_INFINITY) ? old : kept).push(name)
  }
  for (const name of old) {
    await target.remove(name)
    await target.remove(noteOf(name))
  }
  if (old.length && allReadable) await sweepBeside(target, kept)
  return old
}

/** All lists are in the order of digests: they are walked side by side, a 256th of all digests at a time. */
async function sweepBeside(target: Target, kept: string[]): Promise<void> {
  const lists = await Promise.all(kept.map(async (name) => listBlobs(await target.archive(name))))
  const heads = await Promise.all(lists.map((list) => list.next()))
  const blobs = target.beside()
  for (let n = 0; n < 256; n++) {
    const beginning = n.toString(16).padStart(2, '0')
    const named = new Set<string>()
    for (const [i, list] of lists.entries())
      for (let head = heads[i]!; !head.done && head.value.digest.startsWith(beginning); heads[i] = head) {
        named.add(head.value.digest)
        head = await list.next()
      }
    for await (const digest of blobs.older(Number.POSITIVE_INFINITY, beginning))
      if (!named.has(digest)) await blobs.remove(digest)
  }
}
