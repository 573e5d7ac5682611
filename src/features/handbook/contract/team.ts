/** Routes of what a team adds to the handbook: its own lines, its duties, job adverts read as drafts of roles. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import type { EventName } from '../../../lib/vocabulary.ts'
import { Id, Level, Piece, Refs, RoleHead, Section, Source } from './shapes.ts'

export const CADENCES = ['day', 'week', 'two-weeks', 'month', 'quarter', 'half-year', 'year'] as const
export type Cadence = (typeof CADENCES)[number]

const Money = Type.Object({ low: Type.Number(), high: Type.Number() })
export const COMPONENTS = ['base', 'bonus', 'stock', 'benefits'] as const

export const Band = Type.Object({
  id: Id,
  role: Type.String(),
  level: Level,
  place: Type.Optional(Type.String()),
  company_size: Type.Optional(Type.String()),
  sector: Type.Optional(Type.String()),
  specialisation: Type.Optional(Type.String()),
  experience: Type.Optional(Type.String()),
  performance: Type.Optional(Type.String()),
  currency: Type.String(),
  per: OneOf(['year', 'month'] as const),
  base: Money,
  bonus: Type.Optional(Money),
  stock: Type.Optional(Money),
  benefits: Type.Optional(Money),
  total: Type.Object({ low: Type.Number(), high: Type.Number() }, { description: 'the sum of the components' }),
  source: Type.String({ description: 'where the band comes from' }),
  date: Type.String({ description: 'the day it is from' }),
  basis: Type.String({ description: 'what the band depends on, in one line; a range is never shown without it' }),
})

const Overlay = Type.Object({
  roles: Type.Array(Type.Object({ role: RoleHead, sections: Type.Array(Section) })),
  practices: Type.Array(Piece),
  bands: Type.Union([Type.Array(Band), Type.Null()], { description: 'null for callers who are no admins' }),
  yaml: Type.Union([Type.String(), Type.Null()], { description: 'as it was sent; null for callers who are no admins' }),
  changed_at: Int64(),
  problem: Type.Union([Type.String(), Type.Null()], {
    description: 'why it no longer fits this version; then the documents stand alone',
  }),
})

const Done = Type.Object({
  at: Int64(),
  by: OneOf(['event', 'hand'] as const),
  event: Type.Unsafe<EventName>({ type: 'string' }),
  subject: Type.Optional(Type.Object({ kind: Type.String(), id: Type.String() })),
  account: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
})

export const Duty = Type.Object({
  id: Id,
  text: Type.String(),
  refs: Refs,
  cadence_words: Type.String({ description: 'the words of the document that imply a rhythm' }),
  kind: OneOf(['daily', 'sprint', 'meeting', 'on-call', 'regular', 'phase'] as const),
  source: Source,
  ticked_by: Type.Array(Type.Unsafe<EventName>({ type: 'string' }), { description: 'events that tick it off' }),
  state: OneOf(['done', 'due', 'never-scheduled'] as const),
  every: Type.Union([OneOf(CADENCES), Type.Null()]),
  period: Type.Union([
    Type.Object({ from: Int64(), to: Int64({ description: 'the first millisecond after it' }) }),
    Type.Null(),
  ]),
  done: Type.Union([Done, Type.Null()], { description: 'in the present period' }),
  last_done: Type.Union([Done, Type.Null()], { description: 'whenever that was' }),
})

export const AdvertPay = Type.Object({
  words: Type.String({ description: 'as the advert has it' }),
  low: Type.Optional(Type.Number()),
  high: Type.Optional(Type.Number()),
  currency: Type.Optional(Type.String()),
  per: Type.Optional(OneOf(['year', 'month', 'hour'] as const)),
  implausible: Type.Boolean({ description: 'kept as words, in no range' }),
  why: Type.Optional(Type.String()),
})

export const Draft = Type.Object({
  title: Type.Union([Type.String(), Type.Null()]),
  employer: Type.Union([Type.String(), Type.Null()]),
  place: Type.Union([Type.String(), Type.Null()]),
  type: Type.Union([Type.String(), Type.Null()], { description: 'such as full time' }),
  level: Type.Union([Level, Type.Null()]),
  level_words: Type.Union([Type.String(), Type.Null()]),
  pay: Type.Union([AdvertPay, Type.Null()]),
  unread: Type.Array(Type.String(), { description: 'lines of the advert that told nothing of these' }),
  overlay: Type.String({ description: 'the draft as a role of an overlay, to be edited and applied' }),
})

const own = (policy: 'read' | 'write' | 'admin', summary: string, events: EventName[] = []) => ({
  policy,
  form: 'own' as const,
  summary,
  ...(events.length > 0 && { events }),
})
const DutyId = Type.Object({ id: Id })
const OneDuty = Type.Object({ duty: Duty })

export const team = {
  overlay: route(
    'handbook.overlay',
    'GET',
    '/api/v1/handbook/overlay',
    own('read', 'What the team has laid over the handbook: roles, practices and, for admins, pay bands.'),
    Empty,
    Type.Object({ overlay: Type.Union([Overlay, Type.Null()]) }),
  ),
  putOverlay: route(
    'handbook.putOverlay',
    'PUT',
    '/api/v1/handbook/overlay',
    own('admin', "Replaces the team's overlay by this YAML; errors name the line and the field.", [
      'handbook.overlaid',
    ]),
    Type.Object({ yaml: Type.String({ minLength: 1, maxLength: 500_000 }) }),
    Type.Object({ overlay: Overlay }),
  ),
  deleteOverlay: route(
    'handbook.deleteOverlay',
    'DELETE',
    '/api/v1/handbook/overlay',
    own('admin', "Removes the team's overlay; the documents' lines stay.", ['handbook.overlaid']),
    Empty,
    Empty,
  ),
  rhythm: route(
    'handbook.rhythm',
    'GET',
    '/api/v1/handbook/rhythm',
    own('read', 'The recurring duties: due, done and by what, or never scheduled.'),
    Empty,
    Type.Object({ duties: Type.Array(Duty) }),
  ),
  schedule: route(
    'handbook.schedule',
    'PUT',
    '/api/v1/handbook/rhythm/:id',
    own('write', 'Gives a duty a cadence.', ['duty.scheduled']),
    Type.Object({
      id: Id,
      every: OneOf(CADENCES),
      from: Type.Optional(
        Type.String({ maxLength: 10, description: 'a day, such as 2026-01-05, on which a period begins' }),
      ),
    }),
    OneDuty,
  ),
  unschedule: route(
    'handbook.unschedule',
    'DELETE',
    '/api/v1/handbook/rhythm/:id',
    own('write', 'Takes the cadence from a duty.', ['duty.unscheduled']),
    DutyId,
    OneDuty,
  ),
  done: route(
    'handbook.done',
    'POST',
    '/api/v1/handbook/rhythm/:id/done',
    own('write', 'Ticks a duty off by hand, in the present period.', ['duty.done']),
    Type.Object({ id: Id, note: Type.Optional(Type.String({ maxLength: 1_000 })) }),
    OneDuty,
  ),
  reopen: route(
    'handbook.reopen',
    'DELETE',
    '/api/v1/handbook/rhythm/:id/done',
    own('write', 'Takes a tick by hand back.', ['duty.reopened']),
    DutyId,
    OneDuty,
  ),
  advert: route(
    'handbook.advert',
    'POST',
    '/api/v1/handbook/adverts',
    own('read', 'Reads job adverts as drafts of roles; nothing is stored.'),
    Type.Object({ text: Type.String({ minLength: 1, maxLength: 200_000 }) }),
    Type.Object({ drafts: Type.Array(Draft) }),
  ),
}
