/** The hash chain: each event's hash covers the one before, so that no event can be changed or removed unseen. */
import { createHash } from 'node:crypto'
import type { Int64 } from '../../lib/json.ts'
import { canonical, saltedDigest } from '../../platform/events.ts'

/** An event as the chain sees it; `at` is UTC with microseconds. */
export interface Link {
  id: Int64
  workspace_id: number
  at: string
  name: string
  subject_kind: string
  subject_id: string
  account_id: number | null
  digest: Buffer
}

export interface SealedLink extends Link {
  seq: number
  hash: Buffer
  salt: Buffer | null
  details: unknown
}

/** What comes before the first event. */
export const GENESIS: Buffer = Buffer.alloc(32)

export function hashOf(previous: Buffer, seq: number, link: Link): Buffer {
  const { id, workspace_id, at, name, subject_kind, subject_id, account_id, digest } = link
  const text = canonical({
    seq,
    id,
    workspace_id,
    at,
    name,
    subject_kind,
    subject_id,
    account_id,
    digest: digest.toString('hex'),
  })
  return createHash('sha256').update(previous).update(text).digest()
}

/** Says what is wrong with an event that should have place `seq` after `previous`; undefined when nothing is. */
export function faultOf(previous: Buffer, seq: number, link: SealedLink): string | undefined {
  if (link.seq !== seq) return `event ${seq} is missing`
  if (!hashOf(previous, seq, link).equals(link.hash)) return 'the event, or one before it, was changed'
  // Erased details leave the digest, which the hash covers.
  if (link.salt && !saltedDigest(link.salt, link.details).equals(link.digest)) return 'its details were changed'
  return undefined
}
