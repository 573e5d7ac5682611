/** The pages of the registry in a real browser; slow, as each waits for real paints. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { registry } from '../../src/features/models/contract/registry.ts'
import { changedLines, diffOf } from '../../web/src/pages/models/model/diff.ts'
import { layOut, roundTicks } from '../../web/src/pages/models/model/scales.ts'
import { browserOn } from './browser.ts'
import { DESK } from './look.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)
const SLOW = { timeout: 40_000 }

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

test('by the keyboard from the rail to a model, along its versions and into one', SLOW, async () => {
  const { page } = await open('/')
  await page.waitForSelector('.rail a:has-text("Models")')
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.waitForSelector('.answer:has-text("4 models, 10 versions")')
  expect(await page.textContent('.answer')).toContain('1 has a version that is live')
  await page.keyboard.press('/')
  await page.keyboard.type('rank')
  await page.waitForURL('**search=rank')
  await page.waitForSelector('.answer:has-text("1 model fits, 9 versions")')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('j')
  expect(await focused(page)).toBe('ranker')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.models-plot svg')
  expect(await page.textContent('.answer')).toMatch(
    /^ranker has 9 versions; the newest, 9, was registered 2 h ago; candidate points at 9, fallback at 6 and live at 8\. Of 9 versions with val\/auc on clicks-holdout, version 9 has the highest, 0\.9127\.$/,
  )
  await page.focus('.models-plot [role=slider]')
  await page.keyboard.press('ArrowLeft')
  await page.waitForSelector('.models-said:has-text("Version 8, live, val/auc 0.896")')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/models/ranker/8')
  await page.waitForSelector('.answer:has-text("it takes 23 columns and returns a double; live points at it.")')
  await page.keyboard.press('[')
  await page.waitForURL('**/models/ranker/7')
})

test('a metric is chosen in the address, and the list has its values', SLOW, async () => {
  const { page } = await open('/models/ranker?metric=p99_ms&by=number')
  await page.waitForSelector('.models-picture h3:has-text("p99_ms, ms")')
  expect(await page.locator('.models-versions tbody tr').first().textContent()).toContain('11.2')
  await page.selectOption('[aria-label=Metric]', { label: 'ndcg_10 on clicks-holdout (9)' })
  await page.waitForURL('**metric=ndcg_10**')
  expect(new URL(page.url()).searchParams.get('on')).toBe('clicks-holdout')
  await page.reload()
  await page.waitForSelector('.models-picture h3:has-text("ndcg_10")')
})

test('an alias says from where to where it moves, moves, and is removed', SLOW, async () => {
  await filled.call(registry.setAlias, { name: 'ranker', alias: 'moved', version: '3' })
  const { page } = await open('/models/ranker/5')
  await page.keyboard.press('a')
  await page.waitForURL('**form=alias')
  await page.fill('.models-form input >> nth=0', 'moved')
  await page.waitForSelector('.models-form [role=status]:has-text("moved moves from version 3 to version 5")')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.head .chip:has-text("moved")')
  await page.waitForSelector('.answer:has-text("moved points at it")')
  await page.goto(`${url}/models/ranker/@moved`)
  await page.waitForSelector('h1:has-text("ranker 5")')
  await page.goto(`${url}/models/ranker?form=alias&alias=moved`)
  await page.click('button:has-text("Remove moved")')
  await page.waitForSelector('.models-form', { state: 'detached' })
  await page.waitForSelector('.models-aliased .chip:has-text("moved")', { state: 'detached' })
  await page.waitForSelector('section[aria-label=Events]:has-text("has moved moved from version 3 to 5")')
})

test('a model is described, renamed and removed, and what is lost is said', SLOW, async () => {
  await filled.call(registry.create, { name: 'short lived' })
  const { page } = await open('/models/short%20lived', DESK, /404/)
  await page.click('button:has-text("More")')
  await page.click('[role=menuitem]:has-text("Describe it")')
  await page.keyboard.type('For a week.')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.text-in-place:has-text("For a week.")')
  await page.goto(`${url}/models/short%20lived?form=rename`)
  await page.waitForSelector('[aria-label="Name of the model"]')
  await page.keyboard.type('renamed')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/models/renamed')
  await page.waitForSelector('.text-in-place:has-text("For a week.")')
  await page.goto(`${url}/models/renamed?form=delete`)
  await page.waitForSelector('.models-form:has-text("renamed goes for good.")')
  expect(await page.isDisabled('.models-form button[type=submit]')).toBe(true)
  await page.fill('.models-form input', 'renamed')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${url}/models`)
  await page.waitForSelector('.answer:has-text("4 models, 10 versions")')
})

test('a prompt shows what changed since the version before; a model of others its licence', SLOW, async () => {
  const { page } = await open('/models?prompts=yes')
  await page.click('[data-row]')
  await page.waitForSelector('.diff .added:has-text("Answer in the language of the text.")')
  await page.click('button:has-text("Whole text")')
  await page.waitForFunction(() => document.querySelectorAll('.diff .added').length === 0)
  await page.goto(`${url}/models/multilingual-embedder/latest`)
  await page.waitForSelector('.answer:has-text("under the licence Apache-2.0")')
})

test('the run leads to the versions that its model was registered as, and lineage to their page', SLOW, async () => {
  const { page } = await open(`/runs/${seeded.best}`)
  await page.click('section[aria-label=Models] a:has-text("ranker v9")')
  await page.waitForURL('**/models/ranker/9')
  await page.waitForSelector('h1:has-text("ranker 9")')
  const strip = page.getByRole('navigation', { name: 'Lineage' })
  await strip.getByRole('link', { name: 'run: brave-heron-12', exact: true }).waitFor()
  await strip.getByRole('link', { name: 'model: ranker', exact: true }).click()
  await page.waitForURL('**/models/ranker')
})

const version = (number: number, registered_at: number, aliases: string[] = []) =>
  ({ version: number, registered_at, aliases }) as Parameters<typeof layOut>[0]['versions'][number]

test('the picture: by time, at even distances, with unknown values on the axis and aliases that never meet', () => {
  const versions = [version(1, 0), version(2, 10, ['live', 'candidate']), version(3, 100, ['next'])]
  const series = {
    key: 'm',
    of: 'run' as const,
    dataset: null,
    versions: [1, 3],
    values: [1, 3],
    digests: [null, null],
  }
  const { marks } = layOut({ versions, series, isEven: false, width: 1_000 })
  expect(marks[1]!.x - marks[0]!.x).toBeLessThan((marks[2]!.x - marks[1]!.x) / 4)
  expect(marks.map(({ y }) => y === undefined)).toEqual([false, true, false])
  expect(marks[2]!.y!).toBeLessThan(marks[0]!.y!)
  expect(marks[1]!.flags.map(({ lane }) => lane)).toEqual([0, 1])
  const even = layOut({ versions, series: undefined, isEven: true, width: 1_000 }).marks
  expect(even[1]!.x - even[0]!.x).toBeCloseTo(even[2]!.x - even[1]!.x)
  expect(layOut({ versions: [version(1, 5)], series: undefined, isEven: false, width: 400 }).marks).toHaveLength(1)
  expect(roundTicks(0.84, 0.92)).toEqual([0.84, 0.86, 0.88, 0.9, 0.92])
})

test('a text differs from another by its lines', () => {
  expect(diffOf('a\nb\nc', 'a\nx\nc').map(({ sign, text }) => sign + text)).toEqual([' a', '-b', '+x', ' c'])
  expect(changedLines(diffOf('same', 'same'))).toEqual({ added: 0, removed: 0 })
})
