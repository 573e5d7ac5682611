/**
 * The story walked by clicks alone, as a lead on her first morning would: what happened, how good the best run is, what
 * it was made from, whether it is better than what is live, and what the handbook says of how the team works.
 * Each chapter of the story adds its steps; the walk stays within twenty clicks.
 */
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { connectDemo } from '../../src/cli/demo.ts'
import { loadDemo } from '../../src/demo/load.ts'
import {
  BASE_MODEL,
  BEST,
  DATASETS,
  DIVERGED,
  LIVE,
  LOST,
  RUNNING,
  RUNS,
  VERSIONS,
} from '../../src/demo/story/truth.ts'
import { workspaces } from '../../src/features/access/contract/workspaces.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { settled } from './look.ts'

const MOST_CLICKS = 20

const { call, listen } = await server()
const url = await listen()
const { open } = browserOn(`${url}/w/shop`)

beforeAll(() => loadDemo(connectDemo({ url }), { now: Date.now, short: true }), 120_000)

/** Counts what the hand does. */
function handOn(page: Page) {
  let clicks = 0
  const done = async (act: Promise<unknown>): Promise<void> => {
    clicks++
    await act
    await settled(page)
  }
  return {
    click: (what: Locator, modifiers: 'Shift'[] = []) => done(what.first().click({ modifiers })),
    back: () => done(page.goBack()),
    clicks: () => clicks,
  }
}

test('walk:story', { timeout: 120_000 }, async () => {
  const { page } = await open('/')
  const { click, back, clicks } = handOn(page)
  const main = page.locator('main')
  const link = (name: string | RegExp, within: Locator = main) => within.getByRole('link', { name, exact: true })
  const sees = (...texts: (string | RegExp)[]) =>
    Promise.all(
      texts.map((text) =>
        expect.poll(() => main.textContent(), { timeout: 30_000, message: String(text) }).toMatch(text),
      ),
    )
  const pages = page.getByRole('navigation', { name: 'Pages' })

  // Today: what went wrong in the night, what is new, what runs.
  await sees(`${LOST.name} is lost`, `${DIVERGED} failed`, `${RUNNING.name} is running`)
  await sees(/ranker has a new highest val\/auc, 0\.9214 after 0\.9121 \(brave-heron-12\)/)
  await sees(/62 %|63 %/)

  // The experiment, and its best run.
  await click(link('Experiments', pages))
  await sees(`9 experiments hold ${RUNS.ranker + RUNS.landmarks} runs`)
  await click(link('ranker'))
  await sees(`${RUNS.ranker} runs`)
  const [mean, low, high] = [BEST.mean, BEST.low, BEST.high].map((value) => value.toFixed(3))
  await sees(
    `Runs like ${BEST.name} have the highest mean ${BEST.metric} (${mean}, 95 % interval ${low}–${high}, 5 seeds)`,
  )
  await sees(`The next, runs like ${LIVE.name}`, 'is not distinguishable from it')
  await click(link(BEST.name, page.locator('.answer')))
  await sees(`val/auc ended at ${BEST.values[12]}`, 'repeated with four more seeds')

  // What it was made from, and what came of it.
  await click(main.getByRole('link', { name: /^clicks \(/ }))
  await sees('s3://halm-lake/clicks/', 'clickstream-etl', 'sam')
  await back()
  await click(link('Whole lineage'))
  await sees(/belongs to experiment ranker, read 3 dataset versions and made logged model ranker/)
  expect(await main.textContent()).not.toMatch(/newer version/)
  await click(link('ranker'))
  await click(link('Open the experiment'))

  // Beside the version that is live: single runs first, then each with its repetitions.
  await click(main.getByRole('button', { name: /^val\/auc/ }))
  const pick = (name: string) => main.getByRole('checkbox', { name: `Select ${name}` })
  await click(pick(BEST.name))
  await click(pick(LIVE.last), ['Shift'])
  await click(page.getByRole('button', { name: /^Compare/ }))
  await click(main.getByText('Repetitions as one'))
  await sees(`has the highest mean ${BEST.metric} (${mean}, ${low} to ${high}, n = 5)`, 'cannot be told apart yet')

  // What came of it: the model that the shop runs on, and the version that waits.
  await click(link('Models', pages))
  await sees('5 models, 63 versions; 4 have a version that is live', BASE_MODEL.name)
  await click(link('ranker'))
  await sees(`ranker has ${VERSIONS.ranker.count} versions`, /candidate points at 31 and live at 30/)
  await click(link('31', page.locator('.answer')))
  await sees(`is what run ${BEST.name} made on clicks`, 'candidate points at it')

  // The handbook: Maya's role, and how the team's practice looks in its own data.
  await click(link('Handbook', pages))
  await click(main.getByRole('link', { name: /^ML Engineering Team Lead/ }))
  await sees('Lead the team', 'ML Engineering Manager')
  await click(main.getByRole('link', { name: 'Practices' }))
  const { known, unknown } = DATASETS
  await sees(`${known.length} of ${known.length + unknown.length} datasets say where they come from.`)

  expect(clicks()).toBeLessThanOrEqual(MOST_CLICKS)
})

test('its own button removes the demo, and says before what goes with it', { timeout: 60_000 }, async () => {
  const { page } = await open('/experiments')
  await page.getByRole('button', { name: 'Remove the demo' }).click()
  const dialog = page.getByRole('dialog')
  await expect.poll(() => dialog.textContent()).toMatch(/Your own workspaces stay/)
  await dialog.getByRole('button', { name: 'Remove the demo' }).click()
  await page.waitForURL(`${url}/`)
  const { workspaces: left } = await call(workspaces.list, {})
  expect(left.map(({ name }) => name)).toEqual(['default'])
})
