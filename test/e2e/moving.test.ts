/** An experiment is moved on its page, by those who may. */
import { expect, test } from 'vitest'
import { accessServer, press } from './access-server.ts'

const { openAs, filled, seeded } = await accessServer()

test('whoever is an admin in both workspaces moves an experiment on its page; others are not shown how', async () => {
  // What their pages ask once it has moved is not there any more.
  const { page: reader } = await openAs('lena', '/experiments/1', /404/)
  await reader.getByRole('button', { name: 'Group' }).waitFor()
  expect(await reader.getByRole('button', { name: 'Move…' }).count()).toBe(0)
  const { page } = await openAs('olga', '/experiments/1', /404/)
  await press(page, 'Move…')
  const dialog = page.getByRole('dialog', { name: 'Move to another workspace' })
  expect(await dialog.getByLabel('To workspace').inputValue()).toBe('search')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await press(page, 'Move…')
  await press(page, 'Move it')
  await page.getByRole('dialog', { name: 'The experiment has moved' }).waitFor()
  await page.getByRole('link', { name: 'Go there' }).click()
  await page.waitForURL(/\/w\/search\/experiments\/1$/)
  await page.getByRole('heading', { name: 'ranker' }).waitFor()
  const headers = { authorization: `Bearer ${seeded.tokens.olga}` }
  expect((await filled.send('GET', '/w/search/api/v1/experiments/1', undefined, headers)).status).toBe(200)
})
