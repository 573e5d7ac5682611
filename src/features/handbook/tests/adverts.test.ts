import fc from 'fast-check'
import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { readPay } from '../adverts/pay.ts'
import { readAdverts } from '../adverts/read.ts'
import { team } from '../contract/team.ts'
import { handbook } from '../contract.ts'

const { call } = await server()
const read = async (text: string) => (await call(team.advert, { text })).drafts

/** Labels are read, not kept. */
const LABELS = /^(Salary|Level)$/

const NONSENSE = `Bioinformatic Expert
University of Texas Medical Branch
Galveston, TX
USD 1111111K - 1111111K
Full Time
Senior-level / Expert`

test('Team-76 f042: an advert gives title, employer, place, type, level and pay; silly pay is kept as words and counts nowhere', async () => {
  const [draft] = await read(NONSENSE)
  expect(draft).toMatchObject({
    title: 'Bioinformatic Expert',
    employer: 'University of Texas Medical Branch',
    place: 'Galveston, TX',
    type: 'Full Time',
    level: 'senior',
    level_words: 'Senior-level / Expert',
    pay: { words: 'USD 1111111K - 1111111K', implausible: true, why: '1111111 is a placeholder' },
    unread: [],
  })
  expect(Object.keys(draft!.pay!)).not.toContain('low')
  expect(draft!.overlay).not.toContain('bands')
  const { overlay } = await call(team.putOverlay, { yaml: draft!.overlay })
  expect(overlay.bands).toEqual([])
  const { figure } = await call(handbook.figure, { id: 'f042' })
  expect(figure).toMatchObject({ value: draft!.pay!.words, implausible: true })
})

test('several adverts are set apart by lines of dashes; labels and marks are understood as well as places', async () => {
  const [first, second, third] = await read(`• Lead Developer (AI) @ Cere Network | San Francisco, US
USD 120K - 160K
---
Job title: Research Engineer
Company: Allora Labs
Location: Remote
Employment type: full-time
Salary: USD 160K - 180K per year
You will love our office dog.
---
AI Engineer Intern, Agents
Occam AI
US
USD 60K - 96K`)
  expect(first).toMatchObject({
    title: 'Lead Developer (AI)',
    employer: 'Cere Network',
    place: 'San Francisco, US',
    level: 'lead',
  })
  expect(first!.pay).toEqual({
    words: 'USD 120K - 160K',
    low: 120_000,
    high: 160_000,
    currency: 'USD',
    implausible: false,
  })
  expect(second).toMatchObject({
    title: 'Research Engineer',
    place: 'Remote',
    type: 'full-time',
    pay: { per: 'year', high: 180_000 },
  })
  expect(second!.unread).toEqual(['You will love our office dog.'])
  expect(third).toMatchObject({
    title: 'AI Engineer Intern, Agents',
    employer: 'Occam AI',
    place: 'US',
    level: 'junior',
  })
})

test('a draft with pay is an overlay that can be applied: a rung and a band', async () => {
  const [draft] = await read('Founding AI Engineer, Agents\nOccam AI\nNew York\nUSD 100K - 180K')
  const { overlay } = await call(team.putOverlay, { yaml: draft!.overlay })
  expect(overlay.roles[0]!.role).toMatchObject({ name: 'Founding AI Engineer, Agents', source: 'team' })
  expect(overlay.bands![0]).toMatchObject({
    place: 'New York',
    base: { low: 100_000, high: 180_000 },
    source: 'advert of Occam AI',
  })
  await call(team.deleteOverlay, {})
})

test('what stands beside the pay on a line is read too', async () => {
  const [draft] = await read('Lead Developer, EUR 90K - 110K a year, Full Time\nBerlin, Germany')
  expect(draft).toMatchObject({ title: 'Lead Developer', type: 'Full Time', place: 'Berlin, Germany', unread: [] })
  expect(draft!.pay).toMatchObject({ words: 'EUR 90K - 110K a year', low: 90_000, per: 'year' })
})

test.each([
  ['Lead, USD 120K - 160K a year, remote', { words: 'USD 120K - 160K a year', low: 120_000, per: 'year' }],
  ['$147,700—$221,500 USD', { low: 147_700, high: 221_500, currency: 'USD', implausible: false }],
  ['€70.000 - €85.000 a year', { low: 70_000, high: 85_000, currency: 'EUR', per: 'year' }],
  ['GBP 450 - 600 per hour', { low: 450, high: 600, per: 'hour', implausible: false }],
  ['USD 120 - 160K', { low: 120_000, high: 160_000 }],
  ['INR 12M', { low: 12_000_000, high: 12_000_000, implausible: false }],
  ['USD 180K - 120K', { implausible: true, why: 'the lower end is above the upper one' }],
  ['USD 99999', { implausible: true, why: '99999 is a placeholder' }],
  ['USD 12', { implausible: true, why: 'less than 1,000 a year' }],
  ['$80M', { implausible: true, why: 'more than 5,000,000 a year' }],
])('pay of %s is read as meant', (text, expected) => {
  expect(readPay(text)).toMatchObject(expected)
})

test('whatever is pasted, every line lands in a field or among those unread, and the draft can be applied', async () => {
  const { loadBook } = await import('../book/load.ts')
  const { overlay } = await import('../overlay/merge.ts')
  const book = await loadBook()
  const piece = fc.oneof(
    fc.constantFrom(
      'Senior',
      'Full Time',
      'Remote',
      'USD 100K - 120K',
      'Salary: lots',
      'Berlin, Germany',
      'at',
      '---',
      '|',
      'Level: 7',
    ),
    fc.string({ maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  )
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 4 }), { maxLength: 12 }), (lines) => {
      const text = lines.map((parts) => parts.join(' ')).join('\n')
      const drafts = readAdverts(text, '2026-01-01')
      for (const draft of drafts) {
        expect(() => overlay(book, draft.overlay)).not.toThrow()
        expect(draft.pay?.implausible && draft.pay.low !== undefined).toBeFalsy()
      }
      const kept = drafts.flatMap(({ title, employer, place, type, level_words, pay, unread }) =>
        [title, employer, place, type, level_words, pay?.words, ...unread].filter(Boolean),
      )
      const words = text.match(/[\p{L}\p{N}]{3,}/gu) ?? []
      const lost = words.filter((word) => !LABELS.test(word) && !kept.some((part) => part!.includes(word)))
      expect(lost).toEqual([])
    }),
    { numRuns: 200 },
  )
})
