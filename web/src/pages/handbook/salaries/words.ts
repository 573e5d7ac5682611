/** What the page of salaries says; no figure is merged with another. */
import type { handbook } from '../../../../../src/features/handbook/contract.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import type { Figure } from '../asks.ts'
import type { PayFilter } from '../routes.ts'
import { and, inWords } from '../words.ts'

export type Pay = Reply<typeof handbook.figures>

export const FILTER_WORDS: Record<PayFilter, { label: string; any: string }> = {
  role: { label: 'Role', any: 'Any role' },
  level: { label: 'Level', any: 'Any level' },
  place: { label: 'Place', any: 'Any place' },
  company: { label: 'Company', any: 'Any company' },
  sector: { label: 'Sector', any: 'Any sector' },
  source: { label: 'Document', any: 'Any document' },
}

const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 })
export const formatPay = (amount: number): string => dollars.format(amount)

/** Parts of pay are no pay: they are in no sentence about its whole. */
const PARTS = ['bonus', 'stock', 'additional cash']
export const isPart = ({ component }: Figure): boolean => component !== undefined && PARTS.includes(component)

export const isPlotted = ({ shape, implausible, low, high, amount }: Figure): boolean =>
  !implausible && shape !== 'text' && (low ?? high ?? amount) !== undefined

/** `isOwnSector`: only those of the workspace's sector are asked for. */
export function answer({ figures, said_by, sources, workspace_sector }: Pay, isOwnSector: boolean): string {
  const shown = figures.filter(isPlotted)
  const own = isOwnSector ? workspace_sector : null
  if (!figures.length && own) return own.says
  if (!figures.length) return 'No figure of the documents has all of this. Take a filter away.'
  const by = said_by === 'one source' ? `one source, document ${sources[0]}` : said_by
  const said = `${inWords(figures.length, 'figure')} from ${by}`
  return [own?.says, `${said[0]!.toUpperCase()}${said.slice(1)}${between(shown)}.`, ageOf(figures), flagged(figures)]
    .filter(Boolean)
    .join(' ')
}

function between(figures: Figure[]): string {
  const whole = figures.filter((figure) => !isPart(figure))
  const ends = whole.flatMap(({ low, high, amount }) => [low, high, amount].filter((n) => n !== undefined))
  if (!ends.length) return figures.length ? ', all of them parts of pay' : ', in words only'
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  const isOpen = whole.some((figure) => figure.open_top && (figure.high ?? figure.low) === high)
  if (low === high) return `: ${formatPay(low)}${isOpen ? ' and more' : ''}`
  return `; from the lowest end to the highest they span ${formatPay(low)} to ${formatPay(high)}${isOpen ? ' and more' : ''}`
}

/** "They are from 2024, two years old; one gives no year." */
function ageOf(figures: Figure[]): string {
  const years = [...new Set(figures.flatMap(({ year }) => year ?? []))].sort((a, b) => a - b)
  const ages = figures.flatMap(({ years_old }) => years_old ?? [])
  const without = figures.filter(({ year }) => year === undefined).length
  if (!years.length) return 'No document gives a year for them.'
  const oldest = Math.max(...ages)
  const youngest = Math.min(...ages)
  const old =
    youngest === oldest ? inWords(oldest, 'year') : `${inWords(youngest, 'to', 'to')} ${inWords(oldest, 'year')}`
  const rest = without ? `; ${inWords(without, 'gives', 'give')} no year` : ''
  return `They are from ${and(years.map(String))}, so ${old} old${rest}.`
}

function flagged(figures: Figure[]): string {
  const count = figures.filter(({ implausible }) => implausible).length
  return count
    ? `${count === 1 ? 'One is' : `${count} are`} implausible: flagged below, in no picture and no sentence.`
    : ''
}

export const NO_INTERVAL =
  'The documents give no number of people behind any figure, so none has an interval; this product averages none of them.'

/** What is said when the parts of a role's pay are put beside its total. */
export function sumOf(figures: Figure[]): string | undefined {
  const total = figures.find(({ component }) => component === 'total')?.amount
  const parts = figures.filter(({ component }) => component !== 'total')
  if (total === undefined || !parts.length) return undefined
  const low = parts.reduce((sum, part) => sum + (part.low ?? part.amount ?? 0), 0)
  const high = parts.reduce((sum, part) => sum + (part.high ?? part.amount ?? part.low ?? 0), 0)
  const isOpen = parts.some(({ open_top, shape }) => open_top || shape === 'from')
  if (low === high && low === total) return `The parts add up to the total: ${formatPay(total)}.`
  const span = `${formatPay(low)} to ${formatPay(high)}${isOpen ? ' or more' : ''}`
  return total >= low && (isOpen || total <= high)
    ? `The total of ${formatPay(total)} lies within the sum of the parts, ${span}; the sum is ours.`
    : `The total of ${formatPay(total)} lies outside the sum of the parts, ${span}; the sum is ours.`
}
