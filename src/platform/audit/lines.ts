/**
 * The lines of an export, as they are written and read. What the chain covers stands in them as the very text that was
 * hashed, so that whoever checks a file need not write it again.
 */
import { toJson } from '../../lib/json.ts'
import { canonical } from '../events.ts'
import { type SealedLink, sealedText } from './chain.ts'

/** Where the log ended at a moment. */
export interface Head {
  seq: number
  hash: string
  /** When it was said, ISO 8601. */
  at: string
}

/** Begins a file, and each part that was fetched later. */
export interface Header {
  bellwether: 'audit'
  version: 1
  workspace: string
  workspace_id: number
  /** Whether events of other workspaces are shown too. */
  scope: 'workspace' | 'installation'
  /** What events had to be like to be shown; absent when all are. */
  filter?: Record<string, string | number>
  from: number
  to: number
  /** The hash of the event before the first. */
  previous: string
  head: Head
  public_key: string
}

/** What a part ends with: its own counts, and the checksum of its lines up to here. */
export interface End {
  events: number
  withheld: number
  erased: number
  seq: number
  hash: string
  sha256: string
  /** Names that accounts had at the time of the export; no part of the chain. */
  accounts: Record<string, string | null>
}

export const headerLine = (header: Header): string => toJson(header)

export const eventLine = (previous: Buffer, link: SealedLink): string => {
  const { seq, hash, salt, details } = link
  const begin = `{"event":${sealedText(seq, link)},"previous":"${previous.toString('hex')}","hash":"${hash.toString('hex')}"`
  return salt ? `${begin},"salt":"${salt.toString('hex')}","details":${canonical(details)}}` : `${begin}}`
}

/** Events that are not shown: their fingerprints, in order, from a place on. */
export const withheldLine = (from: number, fingerprints: Buffer[]): string =>
  `{"withheld":[${fingerprints.map((print) => `"${print.toString('hex')}"`).join()}],"from":${from}}`

export const endLine = (end: End, signature: string): string => toJson({ end, signature })

export type Line =
  | { is: 'event'; seq: number; sealed: string; digest: string; previous: string; hash: string; said?: Said }
  | { is: 'withheld'; seq: number; prints: string[] }
  | { is: 'header'; header: Header }
  | { is: 'end'; end: End; signature: string }

export interface Said {
  salt: string
  text: string
}

// No text in JSON has a bare quotation mark in it: these cannot match inside a name or a detail.
const EVENT =
  /^\{"event":(\{"account_id":.*?\}),"previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"(?:,"salt":"([0-9a-f]{2,64})","details":(.*))?\}$/s
const WITHHELD = /^\{"withheld":\[("[0-9a-f]{64}"(?:,"[0-9a-f]{64}")*)\],"from":([1-9]\d{0,15})\}$/

const parse = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

const isHeader = (value: Record<string, unknown>): boolean =>
  value.bellwether === 'audit' &&
  isSeq(value.from) &&
  isSeq(value.to) &&
  isHash(value.previous) &&
  isHead(value.head) &&
  typeof value.public_key === 'string'

export const isHead = (value: unknown): value is Head =>
  isObject(value) && isSeq(value.seq) && isHash(value.hash) && typeof value.at === 'string'

const isEnd = (value: unknown): value is End =>
  isObject(value) &&
  isSeq(value.seq) &&
  isHash(value.hash) &&
  isHash(value.sha256) &&
  [value.events, value.withheld, value.erased].every(isSeq)

/** What a line says; undefined for one that no export has. */
export function readLine(text: string): Line | undefined {
  const [, sealed, previous, hash, salt, details] = EVENT.exec(text) ?? []
  if (sealed !== undefined) {
    const { seq, digest } = parse(sealed) ?? {}
    if (!isSeq(seq) || typeof digest !== 'string') return undefined
    const line = { is: 'event', seq, sealed, digest, previous: previous!, hash: hash! } as const
    return salt === undefined ? line : { ...line, said: { salt, text: details! } }
  }
  const [, prints, from] = WITHHELD.exec(text) ?? []
  if (prints !== undefined) return { is: 'withheld', seq: Number(from), prints: prints.slice(1, -1).split('","') }
  const value = parse(text)
  if (!value) return undefined
  if (isHeader(value)) return { is: 'header', header: value as unknown as Header }
  if (isEnd(value.end) && typeof value.signature === 'string')
    return { is: 'end', end: value.end, signature: value.signature }
  return undefined
}
