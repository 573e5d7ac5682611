/** The page of the trash: one thing comes back, the rest is freed after a look. */
import { expect, test } from 'vitest'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { anExperiment, aRun } from '../harness/factories.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'

const { call, listen } = await server()
const { open } = browserOn(await listen())

test('by keyboard: what is deleted is seen, one run comes back, the rest is freed', { timeout: 60_000 }, async () => {
  const [kept, gone] = [await anExperiment(call, 'kept'), await anExperiment(call, 'gone')]
  await aRun(call, { experiment_id: gone })
  const [back, old] = [
    await aRun(call, { experiment_id: kept, run_name: 'wanted back' }),
    await aRun(call, { experiment_id: kept, run_name: 'old one' }),
  ]
  const { page } = await open('/')
  await page.waitForSelector('.rail')
  for (const run_id of [back, old]) await call(runs.delete, { run_id })
  await call(experiments.delete, { experiment_id: gone })
  await page.keyboard.press('g')
  await page.keyboard.press('x')
  await page.waitForURL('**/trash')
  await page.waitForSelector('.answer:has-text("1 experiment and 2 runs are in the trash")')
  await page.getByRole('button', { name: 'Restore the run wanted back' }).click()
  await page.waitForSelector('.answer:has-text("1 experiment and 1 run are in the trash")')
  expect((await call(own.run, { run_id: back })).run.deleted).toBe(false)

  await page.getByRole('button', { name: 'Empty now…' }).click()
  const panel = page.getByRole('region', { name: 'Empty the trash' })
  await panel.getByText('Of that, nothing can be freed.').waitFor()
  expect(await panel.getByRole('button', { name: 'Free it for good' }).isDisabled()).toBe(true)
  await panel.getByRole('combobox').selectOption('0')
  await panel.getByText('This frees 1 experiment and 2 runs. It does not come back.').waitFor()
  await panel.getByRole('button', { name: 'Free it for good' }).click()
  await page.waitForSelector('.answer:has-text("Nothing is in the trash.")', { timeout: 20_000 })
  await page.waitForSelector('.trash-last:has-text("it freed 1 experiment and 2 runs")')
  await expect(call(own.run, { run_id: old })).rejects.toMatchObject({ status: 404 })
  await expect(call(own.experiment, { experiment_id: gone })).rejects.toMatchObject({ status: 404 })
})
