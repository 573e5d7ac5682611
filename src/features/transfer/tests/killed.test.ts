import { expect, test } from 'vitest'
import { follow } from '../../../../tools/verify/follow.ts'

test('no run and no point is missed or doubled when both sides are killed while clients log', {
  timeout: 600_000,
}, async () => {
  // The short form; `npm run verify follow` takes twenty minutes.
  const { ok, figures } = await follow(['12'])
  expect(figures.wrong).toEqual({
    ...{ missing_runs: 0, doubled_runs: 0, other_states: 0, missing_points: 0, doubled_points: 0 },
  })
  expect(figures.kills).toEqual({ ours: expect.any(Number), theirs: expect.any(Number) })
  expect(ok).toBe(true)
})
