/**
 * Checks the log while the server runs: what is new soon, all of it once a day, and always against the heads that were
 * kept. Takes little of a busy machine: nobody waits for it, unless somebody looks.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createRest } from '../../../platform/rest.ts'
import type { ChainStore } from '../store.ts'
import type { KeptHeads, SignedHead } from './kept-heads.ts'
import { BEGINNING, type Good, walk } from './walk.ts'

const LOOKED_AT_MS = 2_000
const EVERY_MS = 60_000
/** Somebody who asked is looking for so long. */
const LOOKING_MS = 30_000
/** With more new events than this between two checks the machine has other work to do, but not for ever. */
const BUSY = 5_000
const MAX_POSTPONED = 30
const WHOLE_EVERY_MS = 86_400_000
const KEEP_EVERY_MS = 3_600_000
/** What is broken stays so until somebody acts. */
const BROKEN_EVERY_MS = 600_000
const PAUSE_MS = 30

export interface Found {
  /** The first event that is not as it was. */
  seq: number
  reason: string
  /** `head`: the chain is whole, but does not lead to a head that was kept. */
  by: 'chain' | 'head'
}

export interface Status {
  state: 'unchecked' | 'checking' | 'whole' | 'broken'
  /** Up to here it is as it was sealed, found at `checked_at`. */
  good: Good
  checkedAt: number | undefined
  /** When all of it was last walked to its end. */
  wholeAt: number | undefined
  fault: Found | undefined
  kept: SignedHead | undefined
}

interface Parts {
  chain: ChainStore
  heads: KeptHeads
  sign(good: Good): SignedHead
  /** Called when a fault is found that was not known. */
  onFault(fault: Found): Promise<void>
  log: Logger
  now(): number
}

export function createChecker({ chain, heads, sign, onFault, log, now }: Parts) {
  const status: Status = {
    ...{ state: 'unchecked', good: BEGINNING },
    ...{ checkedAt: undefined, wholeAt: undefined, fault: undefined, kept: undefined },
  }
  const rest = createRest()
  let stopped = false
  let lookedAt = Number.NEGATIVE_INFINITY
  let postponed = 0
  let working: Promise<void> | undefined

  const isLookedAt = (): boolean => now() - lookedAt < LOOKING_MS

  async function broken(fault: Found): Promise<void> {
    const isNew = status.fault?.seq !== fault.seq
    Object.assign(status, { state: 'broken', fault, checkedAt: now() })
    if (!isNew) return
    log.error(fault, 'the event log is not as it was sealed')
    await onFault(fault)
  }

  /** False when the log no longer leads to a head that was kept. */
  async function agreesWithKept(): Promise<boolean> {
    const all = heads.all()
    status.kept = all.at(-1)
    const hashes = await chain.hashesAt(all.map(({ head }) => head.seq).filter((seq) => seq > 0))
    for (const { head } of all) {
      const hash = hashes.get(head.seq)
      if (head.seq === 0 || hash === head.hash) continue
      const reason =
        hash === undefined ? `it is gone, and was there at ${head.at}` : `it has another hash than at ${head.at}`
      await broken({ seq: head.seq, reason, by: 'head' })
      return false
    }
    return true
  }

  function keep(good: Good): void {
    if (good.seq === (status.kept?.head.seq ?? 0)) return
    if (status.kept && now() - Date.parse(status.kept.head.at) < KEEP_EVERY_MS) return
    status.kept = sign(good)
    heads.keep(status.kept)
  }

  async function go(from: Good): Promise<void> {
    const isWhole = from === BEGINNING
    if (status.state !== 'broken') status.state = 'checking'
    const walked = await walk(chain, from, async (good) => {
      if (!isWhole || good.seq > status.good.seq) Object.assign(status, { good, checkedAt: now() })
      await sleep(PAUSE_MS)
      return !stopped
    })
    if (stopped) return
    status.good = { seq: walked.seq, hash: walked.hash }
    if (walked.reason !== undefined) return broken({ seq: walked.seq + 1, reason: walked.reason, by: 'chain' })
    const at = now()
    Object.assign(status, { state: 'whole', fault: undefined, checkedAt: at, ...(isWhole && { wholeAt: at }) })
    keep(walked)
  }

  async function check(): Promise<void> {
    if (status.state === 'broken' && now() - (status.checkedAt ?? 0) < BROKEN_EVERY_MS) return
    const isDue = status.state === 'broken' || now() - (status.wholeAt ?? 0) > WHOLE_EVERY_MS
    const head = (await chain.head()).seq
    const isBusy = head - status.good.seq > BUSY && status.wholeAt !== undefined
    if (isBusy && !isLookedAt() && ++postponed < MAX_POSTPONED) return
    postponed = 0
    if (!(await agreesWithKept())) return
    await go(isDue ? BEGINNING : status.good)
  }

  async function work(): Promise<void> {
    while (!stopped) {
      await rest.for(isLookedAt() ? LOOKED_AT_MS : EVERY_MS)
      if (stopped) return
      await check().catch((error: Error) => log.debug({ err: error }, 'checking the event log failed; trying again'))
    }
  }

  return {
    start() {
      working ??= work()
    },
    isBroken: () => status.state === 'broken',

    /** Who looks wants it of now. */
    look(): Status {
      const wasLookedAt = isLookedAt()
      lookedAt = now()
      if (!wasLookedAt) rest.cut()
      return status
    },
    /** What the log says now counts from here on. */
    accept(at: Date): void {
      heads.putAside(at)
      Object.assign(status, {
        state: 'unchecked',
        fault: undefined,
        good: BEGINNING,
        wholeAt: undefined,
        kept: undefined,
      })
      rest.cut()
    },
    async stop() {
      stopped = true
      rest.cut()
      await working
    },
  }
}

export type Checker = ReturnType<typeof createChecker>
