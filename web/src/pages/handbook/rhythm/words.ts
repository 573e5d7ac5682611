/** What the page of the rhythm says. */
import type { Cadence } from '../../../../../src/features/handbook/contract/team.ts'
import type { EventName } from '../../../../../src/lib/vocabulary.ts'
import type { Part } from '../lines/parts-bar.tsx'
import { inWords } from '../words.ts'
import type { Duty } from './asks.ts'

export const CADENCE_WORDS: Record<Cadence, string> = {
  day: 'Every day',
  week: 'Every week',
  'two-weeks': 'Every two weeks',
  month: 'Every month',
  quarter: 'Every quarter',
  'half-year': 'Every half-year',
  year: 'Every year',
}

export const NO_CADENCE = 'No cadence chosen'

export const KIND_WORDS: Record<Duty['kind'], string> = {
  daily: 'Day by day',
  sprint: 'In each sprint',
  meeting: 'In meetings',
  'on-call': 'On call',
  regular: 'Again and again',
  phase: 'In each phase of a project',
}

type Look = Pick<Part, 'fill' | 'shape' | 'tone' | 'word'>

export const STATE_LOOKS: Record<Duty['state'], Look> = {
  due: { fill: 'half', shape: '▲', tone: 'warn', word: 'due' },
  done: { fill: 'good', shape: '●', tone: 'good', word: 'done' },
  'never-scheduled': { fill: 'unknown', shape: '◌', tone: '', word: 'without a cadence' },
}

export function answer(duties: Duty[]): string {
  const of = (state: Duty['state']): number => duties.filter((duty) => duty.state === state).length
  const scheduled = duties.length - of('never-scheduled')
  const said = `The wording of the documents implies ${duties.length} duties that come round; none sets a calendar.`
  if (!scheduled)
    return `${said} Choose how often for those that are yours: what is due then stands here and on the first page.`
  return `${said} Your team chose a cadence for ${inWords(scheduled, 'of them', 'of them')}: ${inWords(of('done'), 'is', 'are')} done in this period, ${inWords(of('due'), 'is', 'are')} due.`
}

const TICKS: Partial<Record<EventName, string>> = {
  'duty.scheduled': 'got a cadence',
  'duty.unscheduled': 'lost its cadence',
  'duty.done': 'ticked off by hand',
  'duty.reopened': 'tick taken back',
  'model-version.created': 'a model was logged',
  'model-version.finalized': 'a model is ready',
  'run.finished': 'a run ended well',
}

export const tickOf = (event: EventName): string => TICKS[event] ?? event
