/** Whether a disk has room, for the doctor and for the page alike. */
import { statfs } from 'node:fs/promises'
import { type Check, check } from '../lib/check.ts'
import { formatBytes } from '../lib/format/numbers.ts'

const LOW_BYTES = 2e9
const OUT_BYTES = 2e8

export async function checkDisk(place: string): Promise<Check> {
  const { bavail, bsize } = await statfs(place)
  const free = bavail * bsize
  const message = `${formatBytes(free)} free on the disk of ${place}.`
  if (free < OUT_BYTES) return check('disk', 'bad', message, 'Free some space: PostgreSQL stops when the disk is full.')
  if (free < LOW_BYTES) return check('disk', 'attention', message, 'Free some space soon.')
  return check('disk', 'ok', message)
}
