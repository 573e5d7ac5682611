/** Pay in an advert: kept word for word; an amount that nobody can mean is marked and left out of every range. */
import type { Static } from 'typebox'
import type { AdvertPay } from '../contract/team.ts'

export type Pay = Static<typeof AdvertPay>

const SIGNS: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP' }
const CURRENCY = '(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|INR|JPY|PLN|SEK|NOK|DKK|[$€£])'
/** A number on its own: not the beginning of a longer word. */
const AMOUNT = '\\d[\\d.,]*\\s?[kKmM]?(?![\\p{L}\\p{N}])'
const BETWEEN = '\\s?(?:-|–|—|to|bis)\\s?'
const EACH =
  '(?:\\s?(?:per|an?|/)\\s?(?:hour|hr|h|month|mo|year|yr|annum)\\b|\\s(?:hourly|monthly|yearly|annually|annual|p\\.a\\.))'
const RANGE = new RegExp(
  `(?<![\\p{L}\\p{N}])(${CURRENCY})\\s?(${AMOUNT})\\+?(?:${BETWEEN}(?:${CURRENCY})?\\s?(${AMOUNT})\\+?)?(?:\\s(?:USD|EUR|GBP)(?![\\p{L}\\p{N}]))?${EACH}?`,
  'u',
)
const PER: [NonNullable<Pay['per']>, RegExp][] = [
  ['hour', /\b(?:per|an|\/)\s?(?:hour|hr)\b|\/\s?(?:hour|hr|h)\b|\bhourly\b/i],
  ['month', /\b(?:per|a)\s?month\b|\/\s?mo(?:nth)?\b|\bmonthly\b/i],
  ['year', /\b(?:per|a)\s?(?:year|annum)\b|\/\s?(?:year|yr)\b|\b(?:annual|annually|yearly|p\.a\.)/i],
]

const MULTIPLES: Record<string, number> = { k: 1e3, m: 1e6 }

/** `120K`, `120,000` and `120.000` are the same amount; `1.5M` has a fraction. */
function toAmount(text: string): { digits: string; unit: string; value: number } {
  const [, number = '', unit = ''] = /^([\d.,]*\d)[.,]?\s?([kKmM]?)$/.exec(text.trim()) ?? []
  const grouped = number.replace(/[.,](?=\d{3}(?:\D|$))/g, '').replace(',', '.')
  return { digits: number.replace(/\D/g, ''), unit: unit.toLowerCase(), value: Number(grouped) }
}

/** Amounts above or below these, for a year, are meant by nobody; other currencies are not judged by size. */
const JUDGED = new Set(['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'NZD', 'SGD'])
const LEAST = 1_000
const MOST = 5_000_000
const HOURS = 2_000
const PERIODS = { hour: HOURS, month: 12, year: 1 }

function whyImplausible(amounts: { digits: string; value: number }[], currency: string, per: Pay['per']) {
  const placeholder = amounts.find(({ digits }) => /^(\d)\1{4,}$/.test(digits) || /^1234567?8?9?$/.test(digits))
  if (placeholder) return `${placeholder.digits} is a placeholder`
  const [low, high = low] = amounts.map(({ value }) => value * PERIODS[per ?? 'year'])
  if (low! > high!) return 'the lower end is above the upper one'
  if (!JUDGED.has(currency)) return undefined
  if (high! > MOST) return `more than ${MOST.toLocaleString('en')} a year`
  return low! < LEAST ? `less than ${LEAST.toLocaleString('en')} a year` : undefined
}

/** The pay in a line of text, or nothing; its words are a part of the line, with `whole` all of it. */
export function readPay(text: string, whole = false): Pay | undefined {
  const match = RANGE.exec(text)
  if (!match) return undefined
  const [found, sign, lowText, highText] = match
  const words = whole ? text.trim() : found.trim()
  const currency = SIGNS[sign!] ?? sign!
  const amounts = [lowText, highText].filter((part) => part !== undefined).map(toAmount)
  // In "120 - 160K" both ends are thousands.
  const last = amounts.at(-1)!
  const scaled = amounts.map((amount) => ({
    ...amount,
    value: amount.value * (MULTIPLES[amount.unit || (amount.value < 1_000 ? last.unit : '')] ?? 1),
  }))
  const per = PER.find(([, pattern]) => pattern.test(text))?.[0]
  const why = whyImplausible(scaled, currency, per)
  if (why !== undefined) return { words, implausible: true, why }
  return {
    words,
    low: scaled[0]!.value,
    high: scaled.at(-1)!.value,
    currency,
    ...(per && { per }),
    implausible: false,
  }
}
