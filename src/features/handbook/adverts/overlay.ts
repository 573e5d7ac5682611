/** A draft as the beginning of an overlay file: a rung, and a band where the pay can be meant. */
import { stringify } from 'yaml'
import type { Facts } from './read.ts'

/** Letters, digits and hyphens, as ids of an overlay are. */
const toId = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '') || 'role'

export function asOverlay(facts: Facts, today: string): string {
  const { title, employer, place, type, level, pay } = facts
  const name = title ?? 'Role without a title'
  const id = `advert-${toId([title, employer].filter(Boolean).join(' '))}`
  const by = employer === null ? 'an employer that is not named' : employer
  const summary = [`From an advert of ${by}`, place, type].filter(Boolean).join(', ')
  const rung = { id, name, level: level ?? 'mid', summary: `${summary}.` }
  const { low, high, currency, per } = pay ?? {}
  const band = low !== undefined &&
    currency !== undefined &&
    place !== null &&
    per !== 'hour' && {
      id: `${id}-pay`,
      role: name,
      level: rung.level,
      place,
      currency,
      per: per ?? 'year',
      base: { low, high },
      source: `advert of ${by}`,
      date: today,
    }
  const guess = level === null ? '# The advert names no level; mid is a guess.\n' : ''
  return guess + stringify({ ladder: [rung], ...(band && { bands: [band] }) })
}
