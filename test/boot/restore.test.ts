// The short form of `npm run verify restore`: real processes, seconds.
import { expect, test } from 'vitest'
import { restore } from '../../tools/verify/restore.ts'

test('a backup made under load answers elsewhere as the original, and kills of backup, restore and upgrade lose nothing', async () => {
  const { ok, figures } = await restore(['short'])
  expect(figures).toMatchObject({
    answers_different: 0,
    while_it_was_made: { missing: 0, half: 0 },
    events: { same: true, verified: true },
    killed: Object.fromEntries(
      ['backup', 'restore', 'migration'].map((what) => [what, { kills: 1, differences: 0, faults: [] }]),
    ),
  })
  expect(ok).toBe(true)
}, 90_000)
