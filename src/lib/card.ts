/** What a feature tells the first page: rows with a verb, and a sentence that stands on top. */

import type { Scope } from './contract.ts'
import type { Int64 } from './json.ts'

/** In the order of the page: what waits for the reader, what is new to them, what goes on. */
export const SECTIONS = ['needs', 'changed', 'running'] as const
export type Section = (typeof SECTIONS)[number]

export const TONES = ['bad', 'warn', 'good', 'busy', 'none'] as const
export type Tone = (typeof TONES)[number]

export interface Row {
  section: Section
  tone: Tone
  /** One word that says what it is: lost, finished, running. */
  mark: string
  title: string
  /** What else is known of it, in a few words; an estimate says so. */
  note: string
  /** What the reader can do: a verb and a page of the app. */
  verb: string
  href: string
  /** When, in milliseconds. */
  at: Int64 | null
}

export interface Card {
  rows: Row[]
  /** One or two sentences without a heading; empty when there is nothing to say. */
  sentence: string
  /** Nothing has ever happened here. */
  isEmpty: boolean
}

/** Whom the page is for. */
export interface Reader {
  /** None on an open server. */
  accountId: number | null
  may: Readonly<Record<Scope, boolean>>
}

/** Makes a feature's card for a workspace: what changed is counted from `since`, in milliseconds. */
export type MakeCard = (workspace: number, since: number, reader: Reader) => Promise<Card>
