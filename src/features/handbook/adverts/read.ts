/** Reads pasted job adverts as drafts of roles: title, employer, place, type, level and pay, labelled or by their place. */
import type { Static } from 'typebox'
import type { Level } from '../contract/shapes.ts'
import type { Draft as DraftSchema } from '../contract/team.ts'
import { asOverlay } from './overlay.ts'
import { type Pay, readPay } from './pay.ts'

export type Draft = Static<typeof DraftSchema>
export type Facts = Omit<Draft, 'overlay'>
type Field = 'title' | 'employer' | 'place' | 'type' | 'level' | 'pay'

const LABELS: Record<string, Field> = {
  title: 'title',
  'job title': 'title',
  position: 'title',
  role: 'title',
  employer: 'employer',
  company: 'employer',
  organisation: 'employer',
  organization: 'employer',
  location: 'place',
  place: 'place',
  type: 'type',
  'job type': 'type',
  'employment type': 'type',
  contract: 'type',
  level: 'level',
  seniority: 'level',
  'experience level': 'level',
  pay: 'pay',
  salary: 'pay',
  compensation: 'pay',
}

const TYPE =
  /^(?:full|part)[- ]?time$|^(?:contract|contractor|freelance|temporary|permanent|internship|apprenticeship)$/i
const PLACE = /\b(?:remote|hybrid|on-?site)\b|^\p{Lu}[\p{L} .'’-]+, ?(?:\p{Lu}[\p{L} .'’-]+)$/iu

const LEVEL_WORDS: [Level, RegExp][] = [
  ['executive', /^(?:executive|chief|c|vp|vice president)$/],
  ['director', /^(?:director|head)$/],
  ['manager', /^manager$/],
  ['lead', /^(?:lead|principal|staff)$/],
  ['senior', /^(?:senior|sr|expert)$/],
  ['mid', /^(?:mid|middle|intermediate|medior)$/],
  ['junior', /^(?:junior|jr|entry|intern|graduate|trainee|associate)$/],
]

const levelOf = (word: string): Level | undefined =>
  LEVEL_WORDS.find(([, pattern]) =>
    pattern.test(
      word
        .toLowerCase()
        .replace(/\.$/, '')
        .replace(/[- ]level$/, ''),
    ),
  )?.[0]

/** "Mid-level / Senior" is a level: every part is one. The first counts. */
function readLevel(text: string): Level | undefined {
  const levels = text.split(/[/,|]| or /).map((part) => levelOf(part.trim()))
  return levels.every((level) => level !== undefined) ? levels[0] : undefined
}

/** A title says its level in a word of its own; a manager leads people only beside a word that says so. */
function levelInTitle(title: string): { level: Level; words: string } | undefined {
  const manager = /\b(?:engineering|team|people|learning|science) manager\b|\bmanager of\b/i.exec(title)
  if (manager) return { level: 'manager', words: manager[0] }
  const word = title
    .split(/[^\p{L}]+/u)
    .find((part) => /^\p{L}{2,}/u.test(part) && levelOf(part) && !/^manager$/i.test(part))
  return word === undefined ? undefined : { level: levelOf(word)!, words: word }
}

const LONGEST = 200
const MOST_DRAFTS = 200

/** Without the signs that joined it to its neighbour. */
const trim = (text: string): string => text.replace(/^[\s,;:|()–—-]+|[\s,;:|()–—-]+$/g, '')

const clean = (line: string): string => line.replace(/^[\s•*·–-]+(?=\S)/, '').trim()

function readLabel(line: string): { field: Field; value: string } | undefined {
  const [, label, value] = /^([\p{L} ]{3,20})\s?[:=]\s?(\S.*)$/u.exec(line) ?? []
  const field = label === undefined ? undefined : LABELS[label.trim().toLowerCase()]
  return field && value !== undefined ? { field, value: value.trim() } : undefined
}

/** "Research Engineer at Allora Labs", or with an @. */
const AT = /^(.{3,}?)\s+(?:@|at)\s+(\p{Lu}.*)$/u

function readAdvert(text: string): Facts {
  const found: Partial<Record<Exclude<Field, 'pay'>, string>> & { pay?: Pay } = {}
  const unread: string[] = []
  const keep = (field: Exclude<Field, 'pay'>, value: string): boolean => {
    if (found[field] !== undefined || value.length > LONGEST) return false
    found[field] = value
    return true
  }
  function take(part: string): boolean {
    const label = readLabel(part)
    if (label?.field === 'pay') {
      if (found.pay) return false
      found.pay = readPay(label.value, true) ?? { words: label.value, implausible: false }
      return true
    }
    if (label) return keep(label.field, label.value)
    const pay = part.length <= LONGEST ? readPay(part) : undefined
    if (pay && !found.pay) {
      found.pay = pay
      // What else stands on the line is read by itself.
      const at = part.indexOf(pay.words)
      for (const rest of [part.slice(0, at), part.slice(at + pay.words.length)].map(trim).filter(Boolean))
        if (!take(rest)) unread.push(rest)
      return true
    }
    if (pay) return false
    if (TYPE.test(part)) return keep('type', part)
    if (readLevel(part)) return keep('level', part)
    // The first line that is none of these is the title, whatever it looks like.
    if (found.title !== undefined && PLACE.test(part)) return keep('place', part)
    if (found.title === undefined) {
      const [, title, employer] = AT.exec(part) ?? []
      return title !== undefined && employer !== undefined
        ? keep('title', title) && keep('employer', employer)
        : keep('title', part)
    }
    if (/[.!?]$/.test(part) || part.split(' ').length > MOST_WORDS) return false
    return keep('employer', part.replace(/^@\s*/, '')) || keep('place', part)
  }
  for (const line of text.split('\n').map(clean).filter(Boolean))
    for (const part of readLabel(line) ? [line] : line.split(/\s+[|·•]\s+|\t+/).filter(Boolean))
      if (!take(part)) unread.push(part)
  const { title = null, employer = null, place = null, type = null, level: words, pay = null } = found
  const inTitle = title === null ? undefined : levelInTitle(title)
  return {
    title,
    employer,
    place,
    type,
    level: (words === undefined ? inTitle?.level : readLevel(words)) ?? null,
    level_words: words ?? inTitle?.words ?? null,
    pay,
    unread,
  }
}

/** Names of employers and places are short. */
const MOST_WORDS = 8

/** Adverts are set apart by a line of dashes, stars or equals signs. `today` dates the bands of their overlays. */
export const readAdverts = (text: string, today: string): Draft[] =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/^\s*(?:-{3,}|={3,}|\*{3,}|_{3,})\s*$/m)
    .filter((part) => part.trim() !== '')
    .slice(0, MOST_DRAFTS)
    .map(readAdvert)
    .map((facts) => ({ ...facts, overlay: asOverlay(facts, today) }))
