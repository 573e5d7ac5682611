/** Removes what nobody needs: blobs without a path, unfinished uploads. */
import type { Blobs } from '../../../platform/blobs.ts'
import type { FileStore } from '../store/files.ts'
import type { UploadStore } from '../store/uploads.ts'

const HOUR_MS = 3_600_000
const GRACE_MS = 24 * HOUR_MS
const UPLOAD_LIFE_MS = 7 * 24 * HOUR_MS
const BATCH = 1000

export const sweepService = (files: FileStore, uploads: UploadStore, blobs: Blobs, now: () => number) => ({
  /** Deletes blobs that nothing refers to and that are older than a day; returns how many. */
  async sweepBlobs(): Promise<number> {
    const before = now() - GRACE_MS
    let removed = 0
    const check = async (digests: string[]): Promise<void> => {
      for (const digest of await files.unused(digests))
        if (await files.removeUnused(digest, () => blobs.remove(digest))) removed++
    }
    let batch: string[] = []
    for await (const digest of blobs.older(before)) {
      batch.push(digest)
      if (batch.length < BATCH) continue
      await check(batch)
      batch = []
    }
    await check(batch)
    await blobs.sweep(before)
    return removed
  },

  /** Gives up uploads in parts that were begun a week ago; their parts go with the next sweep. */
  expireUploads: () => uploads.deleteOlder(now() - UPLOAD_LIFE_MS),
})

export type SweepService = ReturnType<typeof sweepService>
