/** No page has a barrier, an overflow or a shift, in either theme. Slow: every page, twice, in a real browser. */
import { expect, test } from 'vitest'
import { browserOn } from './browser.ts'
import { barriersOf, DESK, overflowOf, settled, shiftOf } from './look.ts'
import { placesOf } from './places/all.ts'
import { seededServer } from './seeded-server.ts'

const { seeded, url } = await seededServer()
const { open } = browserOn(url)

test.each(['light', 'dark'] as const)(
  'every page is without barriers, overflow and shifts (%s)',
  {
    timeout: 180_000,
  },
  async (theme) => {
    for (const { name, path, act, expected } of placesOf(seeded)) {
      const { page, unexpected } = await open(path, { ...DESK, theme }, expected)
      const shift = await shiftOf(page)
      expect.soft(shift.value, `${name}:${shift.what}`).toBeLessThan(0.05)
      await act?.(page)
      await settled(page)
      expect.soft(await barriersOf(page), name).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      await settled(page)
      expect.soft(await overflowOf(page), `${name} at 390 px`).toBeLessThanOrEqual(0)
      expect.soft(unexpected(), name).toEqual([])
      await page.context().close()
    }
  },
)
