/** Whether artifacts can be kept, for the doctor and for the page alike. */
import { type Check, check } from '../../lib/check.ts'
import { Failure } from '../../lib/failure.ts'
import type { Blobs } from '../blobs.ts'

export async function checkBlobs(blobs: Blobs, place: string): Promise<Check[]> {
  const began = performance.now()
  try {
    await blobs.probe()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // Its own words say what to do.
    return [check('artifact store', 'bad', error.message)]
  }
  const ms = Math.round(performance.now() - began)
  return [check('artifact store', 'ok', `${place} can be written and read (${ms} ms).`)]
}
