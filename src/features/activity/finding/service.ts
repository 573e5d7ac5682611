/** Rules of asking who did what: what may be asked together, and how pages follow each other. */
import type { Input, Reply } from '../../../lib/contract.ts'
import { invalid, notFound } from '../../../lib/failure.ts'
import { clampMoment } from '../../../lib/moment.ts'
import { hasWords, wordsOf } from '../../../lib/search-words.ts'
import { namesOf } from '../../../lib/vocabulary.ts'
import type { audit } from '../contract/audit.ts'
import type { FindingReads, FoundRow, Place, Wanted } from './reads.ts'

const DEFAULT_LIMIT = 50
/** Blocks that are read together, and at most for one page: what a page costs is bounded, however rare the words. */
const BLOCKS = 16
const MORE_BLOCKS = 48
const MAX_BLOCKS = 160
const UNCOLLECTED = 2_000
/** Of so few that fit all else, each is looked at. */
const FEW = 500
const DAY_MS = 86_400_000
const MAX_DAYS = 3_700

type Asked = Input<typeof audit.list>
type Page = Reply<typeof audit.list>

const toEvent = ({ at_us, ...row }: FoundRow): Page['events'][number] => ({ ...row, at: Math.floor(at_us / 1_000) })

const placeOf = ({ at_us, seq }: FoundRow): string => `t${at_us}.${seq}`
const wrongPlace = () => invalid("'after' is no place of this list. Give the 'next' of a page with the same filter.")

function timePlace(after: string | undefined): Place | undefined {
  if (after === undefined) return undefined
  const [, atUs, seq] = /^t(-?\d{1,16})\.(\d{1,15})$/.exec(after) ?? []
  if (seq === undefined) throw wrongPlace()
  return { atUs: Number(atUs), seq: Number(seq) }
}

function wordPlace(after: string | undefined): number {
  if (after === undefined) return Number.MAX_SAFE_INTEGER
  const [, seq] = /^w(\d{1,15})$/.exec(after) ?? []
  if (seq === undefined) throw wrongPlace()
  return Number(seq)
}

interface Parts {
  reads: FindingReads
  findAccount(text: string): Promise<number | undefined>
  now(): number
}

export function findingService({ reads, findAccount, now }: Parts) {
  async function wantedBy(workspace: number, asked: Asked): Promise<Wanted> {
    const { since, until, name, group, subject_kind: kind, subject_id: id, account } = asked
    if ((kind === undefined) !== (id === undefined))
      throw invalid("Give 'subject_kind' and 'subject_id' together; for all events of a kind give 'group'.")
    const accountId = account === undefined ? undefined : await findAccount(account)
    if (account !== undefined && accountId === undefined) throw notFound('Account', account)
    return {
      workspace,
      ...(since !== undefined && { sinceMs: clampMoment(since) }),
      ...(until !== undefined && { untilMs: clampMoment(until) }),
      ...(name !== undefined ? { names: [name] } : group !== undefined && { names: namesOf(group) }),
      ...(kind !== undefined && id !== undefined && { subject: { kind, id } }),
      ...(accountId !== undefined && { accountId }),
    }
  }

  async function byTime(wanted: Wanted, limit: number, after: string | undefined): Promise<Page> {
    const rows = await reads.page(wanted, limit + 1, timePlace(after))
    const events = rows.slice(0, limit)
    return { events: events.map(toEvent), next: rows.length > limit ? placeOf(events.at(-1)!) : null }
  }

  /** Where the rest of the filter leaves few events, all that fit; undefined where it leaves many. */
  async function byFew(wanted: Wanted, words: string[], before: number): Promise<FoundRow[] | undefined> {
    const { names, subject, accountId } = wanted
    if (!names && !subject && accountId === undefined) return undefined
    const rows = await reads.page(wanted, FEW + 1, undefined)
    if (rows.length > FEW) return undefined
    return rows
      .filter((row) => row.seq < before && hasWords(wordsOf([row.subject_id, row.details]), words))
      .sort((a, b) => b.seq - a.seq)
  }

  /** Newest first by their place in the log; words lead to blocks of events, which are then looked at one by one. */
  async function byWords(wanted: Wanted, words: string[], limit: number, after: string | undefined): Promise<Page> {
    let before = wordPlace(after)
    const few = await byFew(wanted, words, before)
    if (few) {
      const events = few.slice(0, limit)
      return { events: events.map(toEvent), next: few.length > limit ? `w${events.at(-1)!.seq}` : null }
    }
    const found: FoundRow[] = []
    const upto = await reads.upto()
    const look = async (seqs: number[]): Promise<void> => {
      if (seqs.length === 0) return
      for (const row of await reads.among(wanted, seqs, words))
        if (hasWords(wordsOf([row.subject_id, row.details]), words)) found.push(row)
      before = Math.min(before, ...seqs)
    }
    const page = (isOver: boolean): Page => {
      const events = found.slice(0, limit)
      const next = found.length > limit ? events.at(-1)!.seq : isOver ? null : before
      return { events: events.map(toEvent), next: next === null ? null : `w${next}` }
    }
    if (before > upto + 1) {
      const seqs = await reads.uncollected(wanted.workspace, upto, before, UNCOLLECTED)
      await look(seqs)
      if (found.length > limit || seqs.length === UNCOLLECTED) return page(false)
      before = upto + 1
    }
    for (let looked = 0; looked < MAX_BLOCKS && found.length <= limit; ) {
      const many = looked === 0 ? BLOCKS : MORE_BLOCKS
      const blocks = await reads.blocks(wanted, words, before, many)
      await look(blocks.flatMap(({ seqs }) => seqs.filter((seq) => seq < before)))
      if (blocks.length < many) return page(true)
      looked += many
    }
    return page(false)
  }

  return {
    async list(workspace: number, { text, limit = DEFAULT_LIMIT, after, ...asked }: Asked): Promise<Page> {
      const wanted = await wantedBy(workspace, asked)
      if (text === undefined) return byTime(wanted, limit, after)
      const words = [...wordsOf(text)]
      if (words.length === 0) throw invalid(`'text' is '${text}': it has no letters and no digits to look for.`)
      return byWords(wanted, words, limit, after)
    },

    async days(workspace: number, asked: Input<typeof audit.days>): Promise<Reply<typeof audit.days>> {
      const dayOf = (ms: number): string => new Date(clampMoment(ms)).toISOString().slice(0, 10)
      for (const field of ['since', 'until'] as const) {
        const value = asked[field]
        if (value !== undefined && (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value))))
          throw invalid(`'${field}' is '${value}'. Write a day as 2026-11-24.`)
      }
      const until = asked.until ?? dayOf(now())
      const since = asked.since ?? dayOf(Date.parse(until) - 365 * DAY_MS)
      const days = (Date.parse(until) - Date.parse(since)) / DAY_MS
      if (days > MAX_DAYS)
        throw invalid(`'since' is ${days} days before 'until'. At most ${MAX_DAYS} are counted at once.`)
      return { since, until, days: await reads.days(workspace, since, until) }
    },
  }
}

export type FindingService = ReturnType<typeof findingService>
