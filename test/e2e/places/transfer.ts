/** Moving in and following: nothing yet, the wizard, a dry run with its report, what was moved in, one that failed, a follow. */
import { rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { fileStore } from '../file-store.ts'
import type { Place } from './place.ts'

const post = (page: Page, path: string, body: object) =>
  page.evaluate(
    ([to, text]) =>
      fetch(to!, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text! }).then((reply) =>
        reply.json(),
      ),
    [path, JSON.stringify(body)],
  )

async function fillSource(page: Page, uri: string): Promise<void> {
  await page.getByLabel('Where it is').fill(uri)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Try it without writing' }).waitFor()
}

/** Followed is a port at which nobody answers. */
async function withAll(page: Page): Promise<void> {
  if ((await page.locator('.transfer-rows').count()) < 2) {
    const root = fileStore()
    await post(page, '/api/v1/follows', { uri: 'http://127.0.0.1:9/', name: 'lab' })
    const { import: made } = (await post(page, '/api/v1/imports', { uri: root })) as { import: { id: number } }
    await page.goto(`${new URL(page.url()).origin}/transfer?open=${made.id}`)
    await page.waitForSelector('.transfer-report table:has-text("churn")')
    await page.waitForSelector('.transfer-progress', { state: 'detached' })
    rmSync(root, { recursive: true })
  }
  await page.waitForSelector('.chip.warn:has-text("does not answer")')
}

export const transferPlaces: Place[] = [
  { name: 'transfer-none', path: '/transfer' },
  {
    name: 'transfer-source',
    path: '/transfer?new=move',
    act: async (page) => {
      await page.getByLabel('Where it is').fill('https://mlflow.example.com')
      await page.getByLabel('A user and a password').check()
    },
  },
  { name: 'transfer-follow', path: '/transfer?new=follow', act: (page) => followStep(page) },
  {
    name: 'transfer-tried',
    path: '/transfer?new=move',
    act: async (page) => {
      const root = fileStore()
      await fillSource(page, root)
      await page.getByRole('button', { name: 'Try it without writing' }).click()
      await page.getByRole('button', { name: 'Move it in' }).waitFor()
      rmSync(root, { recursive: true })
    },
  },
  { name: 'transfer', path: '/transfer', act: withAll },
]

async function followStep(page: Page): Promise<void> {
  await page.getByLabel('Where it is').fill('https://mlflow.example.com')
  await page.keyboard.press('Enter')
  await page.getByLabel('Look every').waitFor()
}
