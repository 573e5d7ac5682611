/**
 * The hash chain: each event's hash covers the one before, so that no event can be changed or removed unseen. It covers
 * an event by its fingerprint only: where an event may not be shown, its fingerprint is enough to go on.
 */
import { createHash, hash } from 'node:crypto'
import type { Int64 } from '../../lib/json.ts'
import { saltedDigest } from '../events.ts'

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

/** What of an event is sealed, as canonical JSON (RFC 8785). */
export function sealedText(seq: number, link: Link): string {
  const { id, workspace_id, at, name, subject_kind, subject_id, account_id, digest } = link
  // Written out: each event is sealed, and canonical() takes its time.
  const q = JSON.stringify
  return `{"account_id":${account_id},"at":${q(at)},"digest":"${digest.toString('hex')}","id":${id},"name":${q(name)},"seq":${seq},"subject_id":${q(subject_id)},"subject_kind":${q(subject_kind)},"workspace_id":${workspace_id}}`
}

export const fingerprintOf = (text: string): Buffer => hash('sha256', text, 'buffer')

export const hashOf = (previous: Buffer, fingerprint: Buffer): Buffer =>
  createHash('sha256').update(previous).update(fingerprint).digest()

/** Says what is wrong with an event that should have place `seq` after `previous`; undefined when nothing is. */
export function faultOf(previous: Buffer, seq: number, link: SealedLink): string | undefined {
  if (link.seq !== seq) return `event ${seq} is missing`
  if (!hashOf(previous, fingerprintOf(sealedText(seq, link))).equals(link.hash))
    return 'the event, or one before it, was changed'
  // Erased details leave the digest, which the hash covers.
  if (link.salt && !saltedDigest(link.salt, link.details).equals(link.digest)) return 'its details were changed'
  return undefined
}
