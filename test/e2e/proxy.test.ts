/** The pages below a path behind a real proxy, as a person walks through them. Slow: a browser. */
import { expect, test } from 'vitest'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import { PREFIX, servers } from '../proxy/proxy.ts'
import { browserOn } from './browser.ts'

type Made = Awaited<ReturnType<typeof servers>>['ways'][number]

/** An experiment of its own, with one run. */
async function fill({ what, host, token, as }: Made) {
  const post = async (path: string, body: object) => (await as(token, 'POST', path, body)).body as never
  const { experiment_id } = (await post(experiments.create.path, { name: what })) as { experiment_id: string }
  const start = (run_name: string) => post(runs.create.path, { experiment_id, run_name, start_time: Date.now() })
  await start('early')
  return { what, token, start, url: host + PREFIX }
}

const ways = await Promise.all((await servers()).ways.map(fill))
const { open } = browserOn('')

test.each(ways)(
  'a proxy $what: log-in, pages, live changes and reloads stay below the prefix',
  { timeout: 40_000 },
  async ({ what, url, token, start }) => {
    const { page, unexpected } = await open(`${url}/experiments`, undefined, /401/)
    await page.click('.problem a:has-text("Log in")')
    expect(new URL(page.url()).pathname).toBe(`${PREFIX}/login`)
    await page.fill('input[name=token]', token)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${url}/experiments`)
    await page.click(`a:text-is("${what}")`)
    await page.waitForURL(`${url}/experiments/*`)
    await page.waitForSelector('tr:has-text("early")')
    await page.waitForSelector('.live-dot.live')
    await start('late')
    await page.waitForSelector('tr:has-text("late")')
    await page.click('a.run-name:has-text("early")')
    await page.waitForURL(`${url}/runs/*`)
    await page.reload()
    await page.waitForSelector('.answer:has-text("Running for")')
    expect(
      await page.locator('a[href]').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).pathname)),
    ).toSatisfy((paths: string[]) => paths.length > 5 && paths.every((path) => path.startsWith(`${PREFIX}/`)))
    expect(unexpected()).toEqual([])
  },
)
