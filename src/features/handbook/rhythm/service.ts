/** Rules of the rhythm: a duty has the cadence its team chose; what happened in the present period ticks it off. */
import type { Static } from 'typebox'
import { invalid, notFound } from '../../../lib/failure.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { eventsOf } from '../book/links.ts'
import type { Book } from '../book/load.ts'
import type { DutyData } from '../book/shape.ts'
import type { Cadence, Duty as DutySchema } from '../contract/team.ts'
import type { HandbookReads, Happening } from '../reads.ts'
import type { CadenceRow, HandbookStore } from '../store.ts'
import { periodAt } from './period.ts'

type Duty = Static<typeof DutySchema>
type Done = NonNullable<Duty['done']>

interface Actor {
  workspace: number
  accountId: number | null
}

interface Parts {
  db: Db
  store: HandbookStore
  reads: HandbookReads
  events: Events
  bookOf(workspace: number): Promise<Book>
  now(): number
}

const toDone = ({ at, name, subject_kind, subject_id, account, note }: Happening): Done => ({
  at: at.getTime(),
  by: name === 'duty.done' ? 'hand' : 'event',
  event: name,
  ...(name !== 'duty.done' && { subject: { kind: subject_kind, id: subject_id } }),
  ...(account !== null && { account }),
  ...(note !== null && { note }),
})

/** The last tick by hand that was not taken back; `ticks` are newest first. */
function standing(ticks: Happening[]): Happening | undefined {
  let takenBack = 0
  for (const tick of ticks) {
    if (tick.name === 'duty.reopened') takenBack += 1
    else if (takenBack === 0) return tick
    else takenBack -= 1
  }
  return undefined
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function readDay(from: string | undefined): string | null {
  if (from === undefined) return null
  const date = DAY.test(from) ? new Date(from) : undefined
  if (!date || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== from)
    throw invalid(`Parameter 'from' is '${from}'; give a day, such as 2026-01-05.`)
  return from
}

export function rhythmService({ db, store, reads, events, bookOf, now }: Parts) {
  function toDuty(data: DutyData, cadence: CadenceRow | undefined, happened: Happening[], ticks: Happening[]): Duty {
    const { id, text, refs, cadence_words, kind, ticked_by = [] } = data
    const names = ticked_by.flatMap(eventsOf)
    const hand = standing(ticks.filter((tick) => tick.subject_id === id))
    const [last] = [...happened.filter(({ name }) => names.includes(name)), ...(hand ? [hand] : [])].sort(
      (a, b) => b.at.getTime() - a.at.getTime(),
    )
    const period = cadence ? periodAt(cadence.every, cadence.from_day, now()) : null
    const done = last && period && last.at.getTime() >= period.from ? toDone(last) : null
    return {
      id,
      text,
      refs,
      cadence_words,
      kind,
      source: 'documents',
      ticked_by: names,
      state: !cadence ? 'never-scheduled' : done ? 'done' : 'due',
      every: cadence?.every ?? null,
      period,
      done,
      last_done: last ? toDone(last) : null,
    }
  }

  async function show(workspace: number, duties: DutyData[]): Promise<Duty[]> {
    const names = [...new Set(duties.flatMap(({ ticked_by = [] }) => ticked_by.flatMap(eventsOf)))]
    const [cadences, happened, ticks] = await Promise.all([
      store.cadences(workspace),
      reads.lastOf(workspace, names),
      reads.ticks(
        workspace,
        duties.map(({ id }) => id),
      ),
    ])
    return duties.map((data) =>
      toDuty(
        data,
        cadences.find(({ duty }) => duty === data.id),
        happened,
        ticks,
      ),
    )
  }

  async function getDuty(workspace: number, id: string): Promise<DutyData> {
    const duty = (await bookOf(workspace)).duties.find((one) => one.id === id)
    if (!duty) throw notFound('Duty', id)
    return duty
  }

  const say = (tx: Tx, actor: Actor, name: EventName, id: string, details = {}) =>
    events.append(tx, { ...actor, name, kind: 'duty', id, details })

  /** Changes a duty and shows it as it is then. */
  async function change(
    { workspace }: Actor,
    id: string,
    write: (tx: Tx, before: Duty) => Promise<unknown>,
  ): Promise<Duty> {
    const data = await getDuty(workspace, id)
    const [before] = await show(workspace, [data])
    await db.transaction().execute((tx) => write(tx, before!))
    return (await show(workspace, [data]))[0]!
  }

  return {
    async list(workspace: number): Promise<Duty[]> {
      return show(workspace, (await bookOf(workspace)).duties)
    },

    schedule: (actor: Actor, id: string, every: Cadence, from: string | undefined): Promise<Duty> =>
      change(actor, id, async (tx) => {
        const from_day = readDay(from)
        await store.putCadence(tx, actor.workspace, { duty: id, every, from_day })
        await say(tx, actor, 'duty.scheduled', id, { every, from: from_day })
      }),

    /** What has no cadence stays as it is. */
    unschedule: (actor: Actor, id: string): Promise<Duty> =>
      change(actor, id, async (tx) => {
        if (await store.deleteCadence(tx, actor.workspace, id)) await say(tx, actor, 'duty.unscheduled', id)
      }),

    done: (actor: Actor, id: string, note: string | undefined): Promise<Duty> =>
      change(actor, id, (tx) => say(tx, actor, 'duty.done', id, note === undefined ? {} : { note })),

    reopen: (actor: Actor, id: string): Promise<Duty> =>
      change(actor, id, async (tx, { last_done }) => {
        if (last_done?.by !== 'hand')
          throw invalid(
            last_done
              ? `Duty '${id}' was ticked off by the event ${last_done.event}, which nobody can take back.`
              : `Duty '${id}' was not ticked off.`,
          )
        await say(tx, actor, 'duty.reopened', id)
      }),
  }
}

export type RhythmService = ReturnType<typeof rhythmService>
