/**
 * Sixty questions are answered in at most three actions, and every figure of the documents stands on a page word for
 * word. Slow: each question is played in the browser; the whole file stays below a minute on two cores.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { handbook } from '../../src/features/handbook/contract.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { type Action, QUESTIONS } from './handbook-questions.ts'

const filled = await server()
const url = await filled.listen()
const { open } = browserOn(url)
const { figures } = await filled.call(handbook.figures, {})

const MOST_ACTIONS = 3

async function play(page: Page, action: Action): Promise<void> {
  if ('click' in action) await page.click(action.click)
  else if ('type' in action) await page.fill('[aria-label="Find a line"]', action.type)
  else await page.selectOption(`select[aria-label=${action.choose}]`, action.value)
}

test('there are sixty questions, about all five documents, none longer than three actions', () => {
  expect(QUESTIONS).toHaveLength(60)
  expect(new Set(QUESTIONS.map(({ asks }) => asks)).size).toBe(60)
  expect(QUESTIONS.filter(({ by }) => by.length > MOST_ACTIONS)).toEqual([])
  for (const document of ['000', '001', '002', '003', '004'])
    expect.soft(QUESTIONS.filter(({ of }) => of === document).length, document).toBeGreaterThanOrEqual(8)
})

test('answers that are figures are what the document says, letter by letter', () => {
  for (const { asks, answer, figure, of } of QUESTIONS) {
    if (figure === undefined) continue
    const { value, ref } = figures.find(({ id }) => id === figure)!
    expect.soft(answer, asks).toBe(value)
    expect.soft(ref.slice(0, 3), asks).toBe(of)
  }
})

test('each question is answered on the way that it names', { timeout: 120_000 }, async () => {
  const { page } = await open('/handbook')
  const unanswered: string[] = []
  for (const { asks, by, at, answer } of QUESTIONS) {
    try {
      await page.click('.chapters a:text-is("Overview")')
      await page.waitForSelector('.main-roles a')
      for (const action of by) await play(page, action)
      const place = page.locator(at).filter({ hasText: answer }).first()
      await place.waitFor({ timeout: 4_000 })
    } catch {
      unanswered.push(`${asks} (${new URL(page.url()).pathname})`)
    }
  }
  expect(unanswered).toEqual([])
})

test('every figure of the documents stands on a page of the handbook, with its place', {
  timeout: 60_000,
}, async () => {
  expect(figures).toHaveLength(96)
  const { roles } = await filled.call(handbook.roles, {})
  const pages = ['/handbook', '/handbook/salaries?table=yes', '/handbook/trends']
  const { page } = await open('/handbook')
  let all = ''
  for (const path of [...pages, ...roles.map(({ id }) => `/handbook/roles/${id}`)]) {
    await page.goto(url + path)
    await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('[aria-busy=true]'))
    all += await page.textContent('main')
  }
  const squeezed = all.replace(/\s+/g, ' ')
  const missing = figures.filter(({ value, ref }) => !squeezed.includes(value) || !squeezed.includes(ref))
  expect(missing.map(({ id, value }) => `${id} ${value}`)).toEqual([])
})

test('every contradiction has all of its figures side by side', { timeout: 30_000 }, async () => {
  const { contradictions } = await filled.call(handbook.contradictions, {})
  const { page } = await open('/handbook/contradictions')
  for (const { topic, figures: sides } of contradictions) {
    const shown = page.locator(`section[aria-label="Contradiction: ${topic}"] .side-by-side b`)
    expect.soft((await shown.allTextContents()).sort(), topic).toEqual(sides.map(({ value }) => value).sort())
  }
})
