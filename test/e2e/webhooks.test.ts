/** The page of webhooks in a real browser, with a program that listens. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { DESK } from './look.ts'

let status = 204
let heard = 0
const receiver = createServer((request, reply) => {
  heard++
  request.resume().on('end', () => reply.writeHead(status).end())
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
afterAll(() => receiver.close())
const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`

const here = await server({ config: { allowedTargets: ['127.0.0.1'] } })
const { open } = browserOn(await here.listen())
const SLOW = { timeout: 40_000 }

test(
  'somebody makes a webhook by the keyboard, sees its secret once, tests it and sees what was sent',
  SLOW,
  async () => {
    const { page } = await open('/experiments', DESK, /400/)
    await page.keyboard.press('g')
    await page.keyboard.press('w')
    await page.waitForSelector('.answer:has-text("No other program is told")')
    await page.keyboard.press('n')
    await page.waitForURL('**new=yes')
    await page.keyboard.type('ci')
    await page.keyboard.press('Tab')
    await page.keyboard.type('http://169.254.169.254/')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.problem:has-text("the metadata of a cloud")')
    await page.fill('input[name=url]', target)
    await page.check('label:has-text("all of experiment") input')
    await page.click('button:has-text("Tell it from now on")')
    await page.waitForSelector('.hook-secret code:has-text("whsec_")')
    await page.click('.hook button:has-text("Send a test")')
    await page.waitForSelector('[role=status]:has-text("The test was received: 204")')
    expect(heard).toBe(1)
    await here.call(experiments.create, { name: 'told' })
    await page.waitForSelector('.hook-strip i.good')
    await page.click('.hook button:has-text("Deliveries")')
    await page.waitForURL('**open=*')
    await page.waitForSelector('.hook-table tr:has-text("experiment.created"):has-text("received")')
    expect(await page.textContent('.answer')).toBe(
      '1 program is told of what happens here, and received what was sent last.',
    )
    status = 500
    await page.click('.hook-table button:has-text("Send again")')
    await page.waitForSelector('.hook-table tr:has-text("The receiver answered 500, not 2xx.")')
    await page.waitForSelector('.hook .chip.warn:has-text("not received")')
    await page.reload()
    await page.waitForSelector('.hook-table tr')
    expect(await page.locator('.hook-secret').count()).toBe(0)
    await page.click('.hook button:has-text("Remove")')
    await page.click('.hook button:has-text("Remove it")')
    await page.waitForSelector('.answer:has-text("No other program is told")')
  },
)
