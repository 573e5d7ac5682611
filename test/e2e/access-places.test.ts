/** No page of accounts has a barrier, an overflow or a shift, whoever looks at it, in either theme. */
import { test } from 'vitest'
import { accessServer } from './access-server.ts'
import { checkPlaces, SECONDS_EACH } from './check-places.ts'
import type { Session } from './look.ts'
import { accessPlaces } from './places/access.ts'

const { seeded, open, sessionOf } = await accessServer()
const places = accessPlaces(seeded)

test.each(['light', 'dark'] as const)(
  'the pages of accounts are without barriers, overflow and shifts, %s',
  { timeout: places.length * SECONDS_EACH * 1_000 },
  async (theme) => {
    const sessions: Record<string, Session> = {}
    for (const { as } of places) if (as !== undefined) sessions[as] ??= await sessionOf(as)
    await checkPlaces(open, places, theme, sessions)
  },
)
