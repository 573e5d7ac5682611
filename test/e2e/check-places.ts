/** Looks at places one by one: no barrier, no overflow, no shift, nothing unexpected in the console. */
import { expect } from 'vitest'
import type { browserOn } from './browser.ts'
import { barriersOf, DESK, overflowOf, type Session, settled, shiftOf } from './look.ts'
import type { Place } from './places/place.ts'

export const SECONDS_EACH = 10

export async function checkPlaces(
  open: ReturnType<typeof browserOn>['open'],
  places: Place[],
  theme: 'light' | 'dark',
  sessions: Record<string, Session> = {},
): Promise<void> {
  for (const { name, path, as, act, expected } of places) {
    const { page, unexpected } = await open(
      path,
      { ...DESK, theme },
      expected,
      as === undefined ? undefined : sessions[as],
    )
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
}
