/** What of lines is done here, by the evidence that is counted now. */
import type { Check, LineOf } from '../asks.ts'
import type { Part } from '../lines/parts-bar.tsx'
import type { Show } from '../routes.ts'

/** `here`: there is a place for it, but nothing that could be counted; `later`: this product does nothing about it yet. */
export function doneOf({ here }: LineOf, checks: Map<string, Check>): Show {
  const check = here?.check === undefined ? undefined : checks.get(here.check)
  if (check && check.state !== 'not-yet') return check.state
  return here?.href || here?.command || check?.href ? 'here' : 'later'
}

export interface Share {
  show: Show
  lines: number
}

type Look = Pick<Part, 'fill' | 'shape' | 'tone' | 'word'>

export const LOOKS: Record<Show, Look> = {
  all: { fill: 'good', shape: '●', tone: 'good', word: 'done throughout' },
  some: { fill: 'half', shape: '▲', tone: 'warn', word: 'done in part' },
  none: { fill: 'none', shape: '▲', tone: 'warn', word: 'not done at all' },
  nothing: { fill: 'unknown', shape: '◌', tone: '', word: 'nothing to count yet' },
  here: { fill: 'place', shape: '→', tone: 'busy', word: 'has its place here' },
  later: { fill: 'unknown', shape: '◌', tone: '', word: 'not yet in this product' },
}
