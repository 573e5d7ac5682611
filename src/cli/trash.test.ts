import { expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { anExperiment, aRun, logValues } from '../../test/harness/factories.ts'
import { server } from '../../test/harness/server.ts'
import { own } from '../features/track/contract/own.ts'
import { runs } from '../features/track/contract/runs.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

test('the trash is listed, one thing comes back, and the rest is freed after a look', async () => {
  const experiment_id = await anExperiment(call, 'vision')
  const [back, gone] = [await aRun(call, { experiment_id }), await aRun(call, { experiment_id, run_name: 'old one' })]
  await logValues(call, gone, 'loss', [2, 1])
  for (const run_id of [back, gone]) await call(runs.delete, { run_id })
  const listed = await bw(['trash', 'ls', '--kind', 'run', '--json'])
  expect(listed.json<{ items: { id: string }[] }>().items.map(({ id }) => id)).toEqual([gone, back])
  expect((await bw(['trash', 'ls'])).stdout).toMatch(
    /^KIND +ID +NAME +EXPERIMENT .*\nrun +[0-9a-f]{32} +old one +vision/,
  )
  expect((await bw(['trash', 'restore', 'run', back])).stdout).toBe(`Restored run ${back}.\n`)
  expect((await call(own.run, { run_id: back })).run.deleted).toBe(false)

  expect((await bw(['gc', '--dry-run', '--json'])).json()).toMatchObject({ runs: 0 })
  const look = await bw(['gc', '--dry-run', '--older-than', '0'])
  expect(look.stdout).toMatch(/^Would free 0 experiments, 1 run with \d points?, 0 models; 0 files of 0 B/)
  const unsure = await bw(['gc', '--older-than', '0'])
  expect(unsure).toMatchObject({ code: 2, stdout: '' })
  expect(unsure.stderr).toMatch(/does not come back.*--yes/)
  const done = await bw(['gc', '--older-than', '0', '--yes'])
  expect(done.code).toBe(0)
  expect(done.stdout).toMatch(/^Freed 0 experiments, 1 run with \d points?, 0 models; 0 files of 0 B/)
  await expect(call(own.run, { run_id: gone })).rejects.toMatchObject({ status: 404 })
  expect((await bw(['trash', 'ls'])).stderr).toMatch(/Nothing of that is in the trash/)
  expect((await bw(['trash', 'restore', 'thing', 'x'])).code).toBe(2)
}, 60_000)
