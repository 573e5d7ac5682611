/** The pages of moving in, in a real browser: a folder is tried, then moved in; a server is followed. */
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { imports } from '../../src/features/transfer/contract/imports.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { fileStore } from './file-store.ts'
import { DESK } from './look.ts'

const here = await server()
const there = await server()
const url = await here.listen()
const other = await there.listen()
const { open } = browserOn(url)
const root = fileStore()
afterAll(() => rmSync(root, { recursive: true }))

/** A source that takes its time. */
const silence = createServer(() => undefined)
await new Promise<void>((resolve) => silence.listen(0, '127.0.0.1', resolve))
const silent = `http://127.0.0.1:${(silence.address() as AddressInfo).port}`
afterAll(() => {
  silence.closeAllConnections()
  silence.close()
})
const SLOW = { timeout: 60_000 }

test(
  'from the first page of an empty workspace a folder is tried and then moved in, by the keyboard',
  SLOW,
  async () => {
    const { page } = await open('/?step=doors', DESK, /400/)
    await page.focus('.door a:has-text("Move in")')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/transfer?new=move')
    await page.waitForSelector('.transfer-wizard input:focus')
    await page.keyboard.type(root)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.transfer-wizard textarea:focus')
    await page.getByLabel('Experiments').fill('churn')
    await page.getByRole('button', { name: 'Try it without writing' }).click()
    await page.getByRole('button', { name: 'Move it in' }).waitFor()
    expect(await page.textContent('.transfer-wizard [role=status]')).toMatch(
      /^Would take 1 experiment, 6 runs.* Nothing was written\.$/,
    )
    expect(
      (await here.call(experiments.search, { max_results: 100 })).experiments?.map(({ name }) => name),
    ).not.toContain('churn')
    await page.waitForSelector('button:has-text("Move it in"):focus')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/transfer?open=*')
    await page.waitForSelector('.answer:has-text("was taken in: 1 experiment, 6 runs, 120 points")')
    await page.click('.transfer-report a:has-text("churn")')
    await page.waitForSelector('.run-name:has-text("churn-5")')
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    await page.waitForSelector('.transfer-rows .chip:has-text("dry run")')
  },
)

test('an address that names nothing is refused where it was typed', SLOW, async () => {
  const { page } = await open('/transfer?new=move', DESK, /400/)
  await page.getByLabel('Where it is').fill('mlflow')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Try it without writing' }).click()
  await page.waitForSelector('.problem:has-text("Give the address of a server")')
})

test('what is under way says so, is ended, and goes on where it stopped', SLOW, async () => {
  const { page } = await open('/transfer?new=move')
  await page.getByLabel('Where it is').fill(silent)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Try it without writing' }).click()
  await page.waitForSelector('.transfer-wizard .transfer-progress:has-text("Looking at what there is")')
  await page.getByRole('button', { name: 'End the dry run' }).click()
  await page.waitForSelector('[role=status]:has-text("The dry run was ended before it was through.")')
  await here.call(imports.create, { uri: silent })
  await page.goto(`${url}/transfer`)
  await page.waitForSelector(`.answer:has-text("${silent} is being taken in")`)
  await page.getByRole('button', { name: 'End it; what it took stays' }).click()
  await page.waitForSelector('.transfer-progress', { state: 'detached' })
  await page.getByRole('button', { name: 'Go on with it' }).click()
  await page.waitForSelector('.transfer-progress')
  await page.getByRole('button', { name: 'End it; what it took stays' }).click()
  await page.waitForSelector('.transfer-progress', { state: 'detached' })
})

test('a server is followed, paused, gone on with and let go, and what came from it stays', SLOW, async () => {
  const { experiment_id } = await there.call(experiments.create, { name: 'over-there' })
  const { run } = await there.call(runs.create, { experiment_id, run_name: 'their-first' })
  const { page } = await open('/transfer?new=follow')
  await page.getByLabel('Where it is').fill(other)
  await page.keyboard.press('Enter')
  await page.getByLabel('Name', { exact: true }).fill('theirs')
  await page.getByRole('button', { name: 'Follow it' }).click()
  await page.waitForSelector('#follows .chip:has-text("followed")')
  await expect
    .poll(() => here.call(runs.get, { run_id: run.info.run_id }).catch(() => undefined), { timeout: 20_000 })
    .toBeDefined()
  await page.waitForSelector('#follows p:has-text("1 run")')
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.waitForSelector('#follows .chip:has-text("paused")')
  await page.getByRole('button', { name: 'Go on following' }).click()
  await page.waitForSelector('#follows .chip:has-text("followed")')
  await page.getByRole('button', { name: 'Stop following', exact: true }).click()
  await page.getByRole('button', { name: 'Stop following theirs' }).click()
  await page.waitForSelector('#follows', { state: 'detached' })
  await here.call(runs.get, { run_id: run.info.run_id })
})
