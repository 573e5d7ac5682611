/** No page has a barrier, an overflow or a shift, in either theme. Slow: every page, twice, in a real browser. */
import { expect, test } from 'vitest'
import { browserOn } from './browser.ts'
import { barriersOf, DESK, overflowOf, settled, shiftOf } from './look.ts'
import { placesOf } from './places/all.ts'
import { seededServer } from './seeded-server.ts'

const AT_ONCE = 12
const SECONDS_EACH = 10

const { seeded, url } = await seededServer()
const { open } = browserOn(url)
const places = placesOf(seeded)
const parts = Array.from({ length: Math.ceil(places.length / AT_ONCE) }, (_, i) =>
  places.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
)

test.each(
  (['light', 'dark'] as const).flatMap((theme) =>
    parts.map((part) => ({ theme, part, from: part[0]!.name, to: part.at(-1)!.name })),
  ),
)(
  'pages are without barriers, overflow and shifts: $from to $to, $theme',
  {
    timeout: AT_ONCE * SECONDS_EACH * 1_000,
  },
  async ({ theme, part }) => {
    for (const { name, path, act, expected } of part) {
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
