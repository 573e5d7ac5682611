/**
 * What browsers are told about each page, and that they keep to it. That all pages live under it, every other browser test
 * shows: a page that breaks its policy, or asks another server, speaks in the console, and then the test fails.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { ownedServer } from '../harness/accounts.ts'
import { server } from '../harness/server.ts'
import { browserOn } from './browser.ts'
import { DESK, openPage } from './look.ts'

const { send, listen } = await server()
const url = await listen()
const { open, browser } = browserOn(url)
const closed = await ownedServer()
const closedUrl = await closed.listen()
const fresh = await server({ config: { host: '0.0.0.0' } })
const link = (await fresh.app.setupLink(await fresh.listen()))!

const heard: string[] = []
const elsewhere = createServer((request, reply) => {
  heard.push(String(request.url))
  const frame = `<iframe src="${url}/experiments"></iframe><iframe src="${url}/api/docs"></iframe>`
  reply.setHeader('content-type', 'text/html').end(request.url === '/frames' ? `<main><h1>x</h1>${frame}</main>` : '')
})
await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
afterAll(() => void elsewhere.close())
const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`

test.each([
  ['/', "default-src 'self'", "script-src 'self'"],
  ['/experiments', "default-src 'self'", "script-src 'self'"],
  ['/nowhere/at/all', "default-src 'self'", "script-src 'self'"],
  ['/w/default/runs', "default-src 'self'", "script-src 'self'"],
  ['/api/docs', "default-src 'none'", undefined],
])('%s tells browsers to run only what is a file of this server', async (path, byDefault, scripts) => {
  const { headers } = await send('GET', path, undefined, { accept: 'text/html' })
  const policy = String(headers['content-security-policy']).split('; ')
  expect(policy).toContain(byDefault)
  expect(policy.find((line) => line.startsWith('script-src'))).toBe(scripts)
  expect(policy.join()).not.toMatch(/unsafe-eval|script-src[^;,]*unsafe-inline|https?:|\*/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy.some((line) => /^base-uri '(self|none)'$/.test(line))).toBe(true)
  // An object falls back on what holds by default.
  expect(policy.includes("object-src 'none'") || byDefault === "default-src 'none'").toBe(true)
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('geolocation=()'),
  })
})

test('no page that the server writes holds a script, a handler or a style of an element', async () => {
  const logIn = await closed.send('GET', '/login', undefined, { accept: 'text/html' })
  const setUp = await fresh.send('GET', new URL(link).pathname + new URL(link).search, undefined, {
    accept: 'text/html',
  })
  const docs = await send('GET', '/api/docs')
  const app = await send('GET', '/', undefined, { accept: 'text/html' })
  for (const { status, body } of [logIn, setUp, docs, app]) {
    expect(status).toBe(200)
    expect(String(body.text)).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|javascript:/i)
  }
})

test.each([
  ['the log-in page', `${closedUrl}/login`, 'h1:has-text("Log in")'],
  ['the set-up page', link, 'h1:has-text("Set up this server")'],
  ['the API to read', `${url}/api/docs`, 'h1:has-text("Bellwether API")'],
])('%s wears its style and complains of nothing', { timeout: 30_000 }, async (_, address, head) => {
  const { page, errors } = await openPage(browser(), DESK)
  await page.goto(address)
  await page.waitForSelector(head)
  expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).not.toBe('none')
  await page.context().close()
  expect(errors).toEqual([])
})

/** Tries what a hole in a page would try; returns what the browser refused. */
const attack = (page: Page, foreign: string): Promise<string[]> =>
  page.evaluate(async (away) => {
    const refused: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective))
    const add = <K extends keyof HTMLElementTagNameMap>(name: K, values: Partial<HTMLElementTagNameMap[K]>) =>
      document.body.append(Object.assign(document.createElement(name), values))
    const ran = globalThis as { ran?: string }
    add('script', { textContent: 'globalThis.ran = "inline"' })
    add('script', { src: `${away}/script.js` })
    add('img', { src: `${away}/picture.png` })
    add('object', { data: `${away}/object` })
    // The first one in a page counts.
    document.head.prepend(Object.assign(document.createElement('base'), { href: `${away}/` }))
    add('iframe', { src: `${away}/frame` })
    const button = document.createElement('button')
    button.setAttribute('onclick', 'globalThis.ran = "handler"')
    document.body.append(button)
    button.click()
    // Later: what a debugger evaluates at once is let through.
    setTimeout(() => {
      try {
        new Function('globalThis.ran = "text"')()
      } catch {}
    })
    await fetch(`${away}/fetch`).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return [...new Set([...refused, ...(ran.ran ? [`ran: ${ran.ran}`] : [])])].sort()
  }, foreign)

test('what a hole in a page would do is refused by the browser, and said in the console', {
  timeout: 30_000,
}, async () => {
  const { page, unexpected } = await open('/experiments', DESK, /Content Security Policy|violates|Refused/)
  expect(await attack(page, other)).toEqual([
    'base-uri',
    'connect-src',
    'frame-src',
    'img-src',
    'object-src',
    'script-src',
    'script-src-attr',
    'script-src-elem',
  ])
  expect(heard).toEqual([])
  expect(unexpected().filter((text) => !text.startsWith('asked '))).toEqual([])
})

test('no other page may frame this one', { timeout: 30_000 }, async () => {
  const { page } = await open(`${other}/frames`, DESK, /frame-ancestors|X-Frame-Options|Refused|chrome-error/)
  const shown = await Promise.all(
    page
      .frames()
      .slice(1)
      .map((frame) => frame.locator('h1').count()),
  )
  expect(shown).toEqual([0, 0])
})
