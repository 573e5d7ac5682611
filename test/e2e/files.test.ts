/** Artifacts in a real browser: the tree and every viewer. Slow: real files, real paints. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { runs } from '../../src/features/track/contract/runs.ts'
import { decodeText, looksLikeText, settleText } from '../../web/src/pages/artifacts/viewers/decode.ts'
import { readHead, readValues, spanOfRows } from '../../web/src/pages/artifacts/viewers/npy.ts'
import { childrenOf, Digits, readJson } from '../../web/src/pages/artifacts/viewers/tree-value.ts'
import { browserOn } from './browser.ts'
import { seededServer } from './seeded-server.ts'

const { filled, seeded, url } = await seededServer()
const { open } = browserOn(url)

const at = (query: Record<string, string>) => `/runs/${seeded.best}?${new URLSearchParams(query)}`
const body = (page: Page) => page.locator('.file-body')

test('the tree opens by keyboard, reads folders as they open, finds by a part of a path, and is in the address', {
  timeout: 60_000,
}, async () => {
  const { page } = await open(at({}))
  expect(await page.textContent('#artifacts h2')).toMatch(/249 files, 2\.\d/)
  const row = (path: string) => page.locator(`[role=treeitem][data-path="${path}"]`)
  await row('charts').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.waitForURL('**folder=checkpoints*')
  await row('checkpoints/step_0199.bin').waitFor({ state: 'attached' })
  expect(await page.locator('[data-path^="checkpoints/"]').count()).toBe(200)
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  await row('checkpoints').focus()
  await page.evaluate(() => document.querySelector('.tree-more')?.scrollIntoView())
  await row('checkpoints/step_0229.bin').waitFor({ state: 'attached' })
  await page.keyboard.press('ArrowLeft')
  await row('checkpoints/step_0000.bin').waitFor({ state: 'detached' })
  await page.fill('[aria-label="Find a file by a part of its path"]', 'STEP_000')
  await page.waitForURL('**find=STEP_000*')
  await page.waitForSelector('.tree-note:has-text("10 files")')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/file=checkpoints%2Fstep_0001\.bin/)
  await page.reload()
  await page.waitForSelector('.file-view h3:has-text("step_0001.bin")')
  expect(await page.inputValue('[aria-label="Find a file by a part of its path"]')).toBe('STEP_000')
  await page.waitForSelector('.file-body:has-text("00 01 77 65 69 67 68 74")')
})

test('a file comes down whole, under its own name', { timeout: 30_000 }, async () => {
  const { page } = await open(at({ file: 'confusion matrix.csv' }))
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('.file-view a:has-text("Download")')])
  expect(download.suggestedFilename()).toBe('confusion matrix.csv')
  const parts: Buffer[] = []
  for await (const part of await download.createReadStream()) parts.push(part as Buffer)
  expect(Buffer.concat(parts).toString()).toBe('a,b\n1,2\n')
})

test.for([
  ['charts/precision-recall.png', '400 × 240 pixels'],
  ['README.md', '# Ranker'],
  ['train.log', 'The last 2.0 MB of 2.5 MB.'],
  ['latin.txt', 'It is not UTF-8: shown as Latin-1.1café'],
  ['config.json', 'seed 12345678901234567890123'],
  ['config.yaml', 'seed: 12345678901234567890'],
  ['broken.json', 'It is not valid JSON'],
  ['data/predictions.csv', 'Rows 1 to 100 of 3,000.'],
  ['data/scores.parquet', 'Rows 1 to 100 of 4,321.'],
  ['data/scores-zstd.parquet', 'Rows 1 to 100 of 300.'],
  ['broken.parquet', 'It is no Parquet file that can be read'],
  ['data/embeddings.npy', 'float32 of shape (120, 8).'],
  ['reports/report.pdf', 'Page 1 of 2.'],
  ['reports/analysis.ipynb', 'Where the ranker is wrong'],
  ['model/weights.txt', '0.1 0.2 0.3'],
])('%s is shown: %s', { timeout: 30_000 }, async ([file, text]) => {
  const { page } = await open(at({ file: file! }))
  await expect.poll(async () => (await body(page).textContent())?.replaceAll('\u202f', ' ')).toContain(text)
})

test('a log ends as a terminal would leave it, and its beginning is one press away', { timeout: 30_000 }, async () => {
  const { page } = await open(at({ file: 'train.log' }))
  await page.waitForSelector('.file-lines')
  expect((await page.textContent('.file-lines'))!.slice(-60)).toContain('epoch 40: 100%|##########\ndone')
  await page.click('button:has-text("Beginning")')
  await page.waitForURL('**view=start*')
  await page.waitForSelector('.file-lines:has-text("INFO step 0 ")')
})

test('tables show the rows asked for, integers beyond 2^53 whole, what is missing as missing', {
  timeout: 40_000,
}, async () => {
  const { page } = await open(at({ file: 'data/scores.parquet' }))
  await page.waitForSelector('.data-rows tbody tr')
  expect(await page.locator('.data-rows tbody tr').count()).toBe(100)
  expect(await page.locator('.data-rows tbody tr').first().locator('td').allTextContents()).toEqual([
    '9007199254740990',
    '0.6251',
    'click',
    '2026-11-20 00:00:00Z',
    '["t0","x"]',
    'true',
  ])
  expect(await page.locator('.data-rows td.unknown').count()).toBeGreaterThan(10)
  await page.click('.file-pager button:has-text("Next")')
  await page.waitForURL('**view=101*')
  await page.waitForSelector('.data-rows th:has-text("101")')
  await page.goto(url + at({ file: 'data/scores.parquet', view: '4301' }))
  await page.waitForSelector('.data-rows tbody tr:has-text("9007199254745310")')
  await page.goto(url + at({ file: 'data/predictions.csv', view: '2901' }))
  await page.waitForSelector('.data-rows tbody tr:has-text("9007199254743989")')
  expect(await page.locator('.data-rows tbody tr').last().textContent()).toContain('a, "quoted" one 2999')
})

test('of a large Parquet file only the footer and the row groups shown are read, of a large CSV its beginning', {
  timeout: 40_000,
}, async () => {
  // Between the rows and the footer nothing refers to: any amount of it makes the file large.
  const small = readFileSync(join(import.meta.dirname, 'files/scores.parquet'))
  const footer = small.readUInt32LE(small.length - 8) + 8
  const large = Buffer.concat([small.subarray(0, -footer), Buffer.alloc(4_000_000), small.subarray(-footer)])
  const { run } = await filled.call(runs.create, { experiment_id: seeded.ranker, run_name: 'large files' })
  const root = run.info.artifact_uri.replace('mlflow-artifacts:/', '')
  const put = (name: string, bytes: Buffer) =>
    filled.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${root}/${name}`, bytes, { 'content-type': 'text/x' })
  await put('large.parquet', large)
  await put('large.csv', Buffer.from(`a,b\n${'1,some text\n'.repeat(400_000)}`))
  const { page } = await open(`/runs/${run.info.run_id}`)
  const ranges: number[][] = []
  page.on('request', (request) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers().range ?? '') ?? []
    if (request.url().includes('/content')) ranges.push([Number(start ?? 0), Number(end ?? large.length)])
  })
  await page.click('[role=treeitem][data-path="large.parquet"]')
  await page.waitForSelector('.data-rows tbody tr:has-text("9007199254740990")')
  expect(ranges.length).toBeGreaterThan(1)
  expect(ranges.reduce((sum, [start, end]) => sum + end! - start! + 1, 0)).toBeLessThan(100_000)
  ranges.length = 0
  await page.click('[role=treeitem][data-path="large.csv"]')
  await page.waitForSelector('.data-rows tbody tr')
  expect(ranges).toEqual([[0, 999_999]])
  expect((await body(page).textContent())?.replaceAll('\u202f', ' ')).toContain('The first 1.0 MB of 4.8 MB.')
  await page.click('button:has-text("Read more")')
  await page.waitForSelector('.file-note:has-text("of 400,000.")')
})

test('a PDF is drawn and read out page by page', { timeout: 40_000 }, async () => {
  const { page } = await open(at({ file: 'reports/report.pdf' }))
  await page.waitForSelector('.pdf-texts:has-text("Offline evaluation")')
  await page.click('.file-pager button:has-text("Next")')
  await page.waitForURL('**view=2*')
  await page.waitForSelector('.pdf-texts:has-text("Calibration")')
  const dark = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.file-pdf canvas')!
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return data.filter((_, i) => i % 4 === 0 && data[i]! < 100).length
  })
  expect(dark).toBeGreaterThan(100)
})

test('JSON folds, and a long list opens in stretches', { timeout: 30_000 }, async () => {
  const { page } = await open(at({ file: 'config.json' }))
  await page.click('.value-tree button:has-text("steps")')
  await page.click('.value-tree button:has-text("200 … 249")')
  await page.waitForSelector('.value-tree li:has-text("249 2490")')
  expect(await page.textContent('.value-tree')).toContain('limit 9007199254740993')
  expect(await page.textContent('.value-tree')).toContain('clip NaN')
})

test('the files of a model say what it takes and returns', { timeout: 30_000 }, async () => {
  const { page } = await open(`/lineage/model-version/${seeded.model}?file=MLmodel`)
  const model = page.locator('.model-file')
  await model.locator('section[aria-label=Takes] td:has-text("recent_items")').waitFor()
  expect(await model.locator('section[aria-label=Takes] tr:has-text("context")').textContent()).toContain(
    'tensor float32 (-1, 64)',
  )
  expect(await model.locator('section[aria-label="Loads as"]').textContent()).toContain('pytorch_version 2.9.1')
  await page.click('[role=treeitem][data-path="requirements.txt"]')
  await page.waitForSelector('.file-lines:has-text("torch==2.9.1")')
})

test('texts: halves of characters are left out, colours dropped, progress bars settle', () => {
  const bytes = new TextEncoder().encode('aü')
  expect(decodeText(bytes.subarray(0, 2), { isStart: true, isEnd: false })).toEqual({ text: 'a', isLatin: false })
  expect(decodeText(bytes.subarray(2), { isStart: false, isEnd: true })).toEqual({ text: '', isLatin: false })
  expect(settleText('\u001b[31mred\u001b[0m\n10%\r20%\rdone\r\nnext')).toBe('red\ndone\nnext')
  expect(looksLikeText(new TextEncoder().encode('plain\n'))).toBe(true)
  expect(looksLikeText(Uint8Array.of(1, 2, 3, 0))).toBe(false)
})

test('JSON keeps the digits it was written with', () => {
  expect(readJson('{"a": 1.10, "b": [-0, 1e400, 9007199254740993], "c": NaN, "d": "NaN"}')).toEqual({
    a: new Digits('1.10'),
    b: [new Digits('-0'), new Digits('1e400'), new Digits('9007199254740993')],
    c: new Digits('NaN'),
    d: 'NaN',
  })
  const long = childrenOf(Array.from({ length: 25_000 }, (_, i) => new Digits(String(i))))
  expect(long).toHaveLength(3)
  expect(long[2]!.name).toBe('20000 … 24999')
})

test('NumPy files are read by their header, whichever end comes first', () => {
  const text = "{'descr': '>i2', 'fortran_order': False, 'shape': (2, 2), }".padEnd(118)
  const head = Uint8Array.from([
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    1,
    0,
    text.length,
    0,
    ...new TextEncoder().encode(text),
  ])
  const array = readHead(head)
  expect(array).toMatchObject({ type: 'int16', shape: [2, 2], rows: 2, columns: 2, at: 128 })
  expect(spanOfRows(array, 1, 2)).toEqual([132, 136])
  expect(readValues(array, Uint8Array.of(0, 1, 255, 254))).toEqual([[1, -2]])
  expect(() => readHead(Uint8Array.of(1, 2, 3))).toThrow(/as NumPy files do/)
})
