// The short form of `npm run verify restore`: real processes, seconds. Kills are in backup.test.ts and upgrade.test.ts.
import { expect, test } from 'vitest'
import { restore } from '../../tools/verify/restore.ts'

test('a backup that is made under load answers elsewhere as the original does, in every point, byte and event', async () => {
  const { ok, figures } = await restore(['short'])
  expect(figures).toMatchObject({
    answers_different: 0,
    while_it_was_made: { missing: 0, half: 0 },
    events: { same: true, verified: true },
  })
  expect(Number(figures.answers_compared)).toBeGreaterThan(80)
  expect(ok).toBe(true)
}, 60_000)
