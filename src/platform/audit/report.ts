/** What a check of an export found. */

export const FAULTS = {
  changed: 'an event, or one before it, is not as it was sealed',
  'details-altered': 'what an event says is not what was sealed',
  missing: 'an event is not there',
  inserted: 'an event stands there that was never sealed',
  reordered: 'events stand in another order',
  truncated: 'the end is missing',
  unreadable: 'a line is none that an export has',
  'file-changed': 'the file is not as it was written',
  signature: 'the signature is not that of the key',
  anchor: 'an event has another hash than the one that was kept',
} as const
export type Fault = keyof typeof FAULTS

/** What is known of the log from elsewhere: a hash that an event must have; of which event, where that is known. */
export interface Anchor {
  seq?: number | undefined
  hash: string
}

/** `early`: it lies before the range of the file, which cannot show it. */
export type AnchorState = 'met' | 'early' | 'unmet' | 'unchecked'

export interface Report {
  ok: boolean
  /** The places that the file covers, as far as they are good. */
  from: number
  to: number
  /** The hash of the last good event. */
  head: string
  events: number
  withheld: number
  erased: number
  lines: number
  workspace?: string
  scope?: string
  filter?: object
  /** Whose signature was found good. */
  public_key?: string
  anchors: (Anchor & { state: AnchorState })[]
  fault?: Fault
  first_bad_seq?: number
  line?: number
  reason?: string
}
