/** Pay bands of a team: components apart, their sum as the total, and no range without what it depends on. */
import type { Static } from 'typebox'
import { invalid } from '../../../lib/failure.ts'
import { type Band as BandSchema, COMPONENTS } from '../contract/team.ts'
import type { BandData } from './shape.ts'

export type Band = Static<typeof BandSchema>
interface Money {
  low: number
  high: number
}

/** Beside role and level a band says at least one of these. */
const FACTORS = ['place', 'company_size', 'sector', 'specialisation', 'experience', 'performance'] as const

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** `field` names the place in the file. */
function readMoney(value: unknown, field: string): Money {
  if (isAmount(value)) return { low: value, high: value }
  const { low, high, ...rest } = Object(value) as Record<string, unknown>
  if (!isAmount(low) || !isAmount(high) || Object.keys(rest).length)
    throw invalid(`${field} must be an amount, or a mapping with low and high.`)
  if (low > high) throw invalid(`${field} has low ${low} above high ${high}; exchange them.`)
  return { low, high }
}

export function readBand(data: BandData, where: (field: string) => string): Band {
  const { per = 'year', base, bonus, stock, benefits, ...rest } = data
  const basis = FACTORS.flatMap((name) => rest[name] ?? [])
  if (basis.length === 0)
    throw invalid(
      `${where('id')} says nothing that the band depends on beside role and level: give at least one of ${FACTORS.join(', ')}.`,
    )
  if (Number.isNaN(Date.parse(rest.date))) throw invalid(`${where('date')} is no day; write it as 2026-01-05.`)
  const parts: Partial<Record<(typeof COMPONENTS)[number], Money>> = {}
  for (const name of COMPONENTS) {
    const value = { base, bonus, stock, benefits }[name]
    if (value !== undefined) parts[name] = readMoney(value, where(name))
  }
  const sum = (end: keyof Money): number => Object.values(parts).reduce((total, part) => total + part[end], 0)
  return {
    ...rest,
    per,
    ...parts,
    base: parts.base ?? readMoney(base, where('base')),
    total: { low: sum('low'), high: sum('high') },
    basis: [rest.role, rest.level, ...basis].join(', '),
  }
}
