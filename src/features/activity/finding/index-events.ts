/** Counts events into their days and collects the words of what they say, soon after they are sealed and never twice. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Logger } from 'pino'
import { wordsOf } from '../../../lib/search-words.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { createWorker, type Worker } from '../../../platform/worker.ts'
import type { Block, DayCount, FindingStore, NewEvent } from './store.ts'

/** Few enough that those of a rare word are read at once. */
const BLOCK = 128
/** PostgreSQL holds at most a mebibyte of words in a row. */
const MAX_LETTERS = 100_000
const BATCH = 1_000
/** Events between turns of the loop, which serves requests too. */
const SLICE = 100
/** Soon enough for whoever looks: what is not yet counted is read one by one. */
const EVERY_MS = 2_000
const RETRY_MS = 10_000

interface Growing extends Block {
  set: Set<string>
  letters: number
}

const grow = (block: Block): Growing => {
  const set = new Set(block.words)
  return { ...block, set, letters: block.words.reduce((sum, word) => sum + word.length, 0) }
}

function add(block: Growing, { seq, at, subject_id, details }: NewEvent): void {
  block.seqs.push(seq)
  if (at < block.first_at) block.first_at = at
  if (at > block.last_at) block.last_at = at
  for (const word of wordsOf([subject_id, details])) {
    if (block.set.has(word)) continue
    block.set.add(word)
    block.letters += word.length
  }
}

const isFull = ({ seqs, letters }: Growing): boolean => seqs.length >= BLOCK || letters >= MAX_LETTERS

function daysOf(events: NewEvent[]): DayCount[] {
  const days = new Map<string, DayCount>()
  for (const { workspace_id, at, name } of events) {
    const day = at.toISOString().slice(0, 10)
    const key = `${workspace_id} ${day} ${name}`
    const count = days.get(key)
    if (count) count.n++
    else days.set(key, { workspace_id, day, name, n: 1 })
  }
  return [...days.values()]
}

const toBlock = ({ workspace_id, first_at, last_at, seqs, set }: Growing): Block => ({
  ...{ workspace_id, first_at, last_at, seqs },
  words: [...set],
})

/** Puts events into blocks: those that are open, then new ones. */
async function blocksOf(events: NewEvent[], open: Block[]): Promise<Block[]> {
  const last = new Map(open.map((block) => [block.workspace_id, grow(block)]))
  const all = [...last.values()]
  for (const [i, event] of events.entries()) {
    if (i % SLICE === SLICE - 1) await turn()
    let block = last.get(event.workspace_id)
    if (!block || isFull(block)) {
      const { workspace_id, at } = event
      block = grow({ workspace_id, first_at: at, last_at: at, seqs: [], words: [] })
      last.set(workspace_id, block)
      all.push(block)
    }
    add(block, event)
  }
  return all.map(toBlock)
}

/** Makes the words of some events anew, as their details were erased. */
export async function indexAgain(
  tx: Tx,
  store: FindingStore,
  { workspace, seqs }: { workspace: number; seqs: number[] },
): Promise<void> {
  await store.lock(tx)
  const blocks = (await store.takeOf(tx, workspace, seqs)).map(grow)
  const events = new Map(
    (
      await store.at(
        tx,
        blocks.flatMap((block) => block.seqs),
      )
    ).map((event) => [event.seq, event]),
  )
  for (const block of blocks) for (const seq of block.seqs.splice(0)) add(block, events.get(seq)!)
  if (blocks.length) await store.insert(tx, blocks.map(toBlock))
}

export const createIndexer = (db: Db, store: FindingStore, log: Logger): Worker =>
  createWorker({
    what: 'collecting the words of events',
    log,
    everyMs: EVERY_MS,
    retryMs: RETRY_MS,
    pass: () =>
      db
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (tx) => {
          if (!(await store.tryLock(tx))) return false
          const events = await store.after(tx, await store.upto(tx), BATCH)
          if (events.length === 0) return false
          const open = await store.takeOpen(tx, [...new Set(events.map((event) => event.workspace_id))], BLOCK)
          await store.insert(tx, await blocksOf(events, open))
          await store.count(tx, daysOf(events))
          await store.goTo(tx, events.at(-1)!.seq)
          return events.length === BATCH
        }),
  })
