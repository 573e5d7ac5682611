/** A browser for a test file: pages are opened and closed with the test, whose console must stay silent. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { WEB_DIR } from '../../src/platform/http/web.ts'
import { launch } from './chromium.ts'
import { DESK, openPage, type Session, settled, type View } from './look.ts'

/** `url` is where paths lead; an address that begins with http is taken as it is. */
export function browserOn(url: string) {
  if (!existsSync(join(WEB_DIR, 'index.html'))) throw new Error('web/dist is missing: run "npm run build:web" first.')
  let browser: Browser
  let opened: Awaited<ReturnType<typeof openPage>>[] = []

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    const errors = opened.flatMap((each) => each.errors)
    for (const { page } of opened) await page.context().close()
    opened = []
    expect(errors).toEqual([])
  })

  /** `expected` console errors are those of refused requests, which Chromium reports by itself. */
  async function open(path: string, view: View = DESK, expected?: RegExp, session?: Session) {
    const at = await openPage(browser, view, session)
    const errors = at.errors
    if (expected) at.errors = []
    opened.push(at)
    await at.page.goto(path.startsWith('http') ? path : url + path)
    await settled(at.page)
    return { page: at.page, unexpected: () => errors.filter((text) => !expected?.test(text)) }
  }

  return { open, browser: () => browser }
}
