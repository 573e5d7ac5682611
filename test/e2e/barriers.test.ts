/** No page has a barrier, an overflow or a shift, in either theme. Slow: every page, twice, in a real browser. */
import { test } from 'vitest'
import { browserOn } from './browser.ts'
import { checkPlaces, SECONDS_EACH } from './check-places.ts'
import { placesOf } from './places/all.ts'
import { seededServer } from './seeded-server.ts'

const AT_ONCE = 12

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
  { timeout: AT_ONCE * SECONDS_EACH * 1_000 },
  async ({ theme, part }) => checkPlaces(open, part, theme),
)
