/** Pages of lineage in a real browser; slow, as each waits for real paints. */
import { expect, test } from 'vitest'
import { inputs } from '../../src/features/track/contract/inputs.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { columnsOf } from '../../src/lib/schema-columns.ts'
import { BOX, layout } from '../../web/src/pages/home/lineage/layout.ts'
import type { Lineage } from '../../web/src/pages/home/lineage/words.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)

const focused = () => document.activeElement?.textContent

test('arrow keys walk along the arrows of the picture, Enter opens, the depth is in the address', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(`/lineage/model-version/${seeded.model}`)
  expect(await page.textContent('.answer')).toBe(
    'ranker was made by run brave-heron-12, was read by run nightly-evaluation and was registered as model version ranker v9.',
  )
  await page.focus('.graph-box.here')
  await page.keyboard.press('ArrowLeft')
  expect(await page.evaluate(focused)).toBe('brave-heron-12')
  await page.keyboard.press('ArrowLeft')
  expect(await page.evaluate(focused)).toMatch(/^(clicks|ranker)/)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await page.evaluate(focused)).toBe('nightly-evaluation')
  await page.focus('.graph-box:has-text("brave-heron-12")')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/lineage/run/${seeded.best}`)
  await page.waitForSelector('h1:has-text("brave-heron-12")')
  await page.click('.lineage-depths button:has-text("1")')
  await page.waitForURL('**?depth=1')
  await page.reload()
  await page.waitForSelector('.graph-box.here')
  expect(await page.locator('.lineage-depths [aria-pressed=true]').textContent()).toBe('1')
  await page.click('a:has-text("Open the run")')
  await page.waitForURL(`**/runs/${seeded.best}`)
})

test('the strip under a run leads to its data, its model and the whole lineage', { timeout: 40_000 }, async () => {
  const { page } = await open(`/runs/${seeded.best}`)
  const strip = page.locator('nav[aria-label=Lineage]')
  await strip.locator('a:has-text("logged model: ranker")').waitFor()
  expect(await strip.locator('li').allTextContents()).toEqual([
    'experiment: ranker',
    'clicks-holdout (11d97e04)',
    'clicks (8c1f02ab)',
    'run: brave-heron-12',
    'run: brave-heron-12/fold-1',
    'logged model: ranker',
    'Whole lineage',
  ])
  await strip.locator('a:has-text("clicks (8c1f02ab)")').click()
  await page.waitForURL('**/lineage/dataset-version/clicks%408c1f02ab')
  await page.waitForSelector('section[aria-label=Columns] td:has-text("dwell_seconds")')
  expect(await page.textContent('section[aria-label="Runs that used it"]')).toContain('brave-heron-12')
  expect(await page.textContent('section[aria-label=Data]')).toContain('48,210,331')
  expect(await page.textContent('.answer-more')).toContain('a newer version of it: clicks (e07d11c9)')
})

test('many neighbours are folded, and what is cut is said; a name of many parts is found', {
  timeout: 40_000,
}, async () => {
  const dataset = { name: 'a b/ü%20?/x@y', digest: 'd#1', source_type: 'local', source: 'plain text' }
  const { run } = await filled.call(runs.create, { experiment_id: seeded.ranker, run_name: 'odd names' })
  await filled.call(inputs.log, { run_id: run.info.run_id, datasets: [{ dataset }] })
  const { page } = await open(`/lineage/experiment/${seeded.ranker}?depth=1`)
  const before = await page.locator('.graph-box').count()
  await page.click('.graph-box.fold')
  await page.waitForURL('**open=*')
  await page.waitForFunction((count) => document.querySelectorAll('.graph-box').length > count, before)
  await page.goto(`${url}/runs/${run.info.run_id}`)
  await page.click('nav[aria-label=Lineage] a:has-text("x@y (d#1)")')
  await page.waitForSelector('h1:has-text("a b/ü%20?/x@y (d#1)")')
  await page.reload()
  await page.waitForSelector('section[aria-label=Data]:has-text("plain text")')
  // Every slash of the id may come encoded, as the palette writes it.
  await page.goto(`${url}/lineage/dataset-version/${encodeURIComponent('a b/ü%20?/x@y@d#1')}`)
  await page.waitForSelector('h1:has-text("a b/ü%20?/x@y (d#1)")')
})

test('on a phone the tables stand for the picture', { timeout: 30_000 }, async () => {
  const { page } = await open(`/lineage/model-version/${seeded.model}`, { width: 390, height: 844, theme: 'dark' })
  expect(await page.locator('.graph').count()).toBe(0)
  await page.click('section[aria-label="Came from"] a:has-text("brave-heron-12")')
  await page.waitForURL(`**/lineage/run/${seeded.best}`)
})

const node = (id: string, steps = 0) => ({ kind: 'run' as const, id, label: id, deleted: false, steps })
const edge = (from_id: string, to_id: string) =>
  ({ from_kind: 'run', from_id, rel: 'parent-of', to_kind: 'run', to_id, at: '' }) as const
const lineage = (parts: Partial<Lineage>): Lineage => ({
  node: node('here'),
  since: null,
  origins: [],
  dependents: [],
  edges: [],
  cuts: [],
  whole: true,
  newer: [],
  changes: [],
  ...parts,
})

test('the picture: arrows lead to the right, long ones pass below the boxes between, a circle does no harm', () => {
  const { boxes, arrows } = layout(
    lineage({
      dependents: [node('a', 1), node('b', 1), node('c', 2)],
      edges: [edge('here', 'a'), edge('here', 'b'), edge('a', 'b'), edge('b', 'c'), edge('c', 'here')],
    }),
    [],
  )
  const at = new Map(boxes.map((box) => [box.key, box]))
  expect([...at.values()].map(({ key, column }) => `${key} ${column}`).sort()).toEqual([
    'run a 1',
    'run b 2',
    'run c 3',
    'run here 0',
  ])
  const long = arrows.find(({ from, to }) => from.key === 'run here' && to.key === 'run b')!
  expect(long.via).toHaveLength(1)
  expect(long.via[0]!.y).toBeGreaterThan(at.get('run a')!.y + BOX.height)
})

test('a crowd of 1,000 is folded into one box, and opens', () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => `r${i}`)
  const crowd = lineage({ dependents: ids.map((id) => node(id, 1)), edges: ids.map((id) => edge('here', id)) })
  const folded = layout(crowd, [])
  expect(folded.boxes).toHaveLength(8)
  expect(folded.boxes.at(-1)!.fold).toMatchObject({ count: 994, kind: 'run' })
  expect(folded.arrows).toHaveLength(7)
  expect(layout(crowd, ['1.run']).boxes).toHaveLength(1_001)
})

test('schemas are read in all the forms that MLflow writes', () => {
  expect(
    columnsOf('{"mlflow_colspec":[{"type":"array","items":{"type":"long"},"name":"ids","required":false}]}'),
  ).toEqual([{ name: 'ids', type: 'array of long', optional: true }])
  const tensor = '{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,28]}}'
  const expected = [{ name: 'column 1', type: 'tensor float32 (-1, 28)', optional: false }]
  expect(columnsOf(`[${tensor}]`)).toEqual(expected)
  expect(columnsOf(`{"mlflow_tensorspec":{"features":[${tensor}],"targets":null}}`)).toEqual(expected)
  expect(columnsOf('plain')).toBeUndefined()
  expect(columnsOf(undefined)).toBeUndefined()
})
