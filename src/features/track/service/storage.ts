/** What points cost on the disk, as the doctor asks it. */
import type { Reply } from '../../../lib/contract.ts'
import type { storage as contract } from '../contract/storage.ts'
import type { StorageStore } from '../store/storage.ts'

export const storageService = (store: StorageStore) => async (): Promise<Reply<typeof contract.points>> => {
  const [{ points, bytes, waiting }, logged] = await Promise.all([store.stored(), store.logged()])
  return { points, bytes, bytes_per_point: points > 0 ? bytes / points : null, not_compacted: waiting + logged }
}
