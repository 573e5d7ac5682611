import { expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { anExperiment, aRun } from '../../test/harness/factories.ts'
import { server } from '../../test/harness/server.ts'
import { inputs } from '../features/track/contract/inputs.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

test('lineage is told as tables and as JSON, as deep as asked', async () => {
  const experiment_id = await anExperiment(call, 'Fraud')
  const run_id = await aRun(call, { experiment_id, run_name: 'night' })
  const dataset = { name: 'cards', digest: 'd1', source_type: 'local', source: '{}' }
  await call(inputs.log, { run_id, datasets: [{ dataset }] })
  const data = await bw(['lineage', 'dataset', 'cards@d1', '--depth', '1', '--json'])
  expect(data.json()).toMatchObject({ node: { id: 'cards@d1' }, origins: [], dependents: [{ id: run_id, steps: 1 }] })
  const run = await bw(['lineage', 'run', run_id.slice(0, 8)])
  expect(run.stdout).toMatch(
    /What night came from\n.*STEPS.*\n.*1 +dataset-version +cards \(d1\).*\n.*1 +experiment +Fraud/,
  )
  expect(run.stdout).toContain('What depends on night\nNothing yet.')
  const cut = await bw(['lineage', 'run', run_id, '--limit', '1'])
  expect(cut.stderr).toBe('')
  expect(await bw(['lineage', 'wish', 'x'])).toMatchObject({ code: 2 })
  expect((await bw(['lineage', 'run', run_id, '--depth', '5'])).stderr).toContain('from 1 to 4')
  expect(await bw(['lineage', 'model', 'none'])).toMatchObject({ code: 1 })
})
