import { expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { anExperiment, aRun } from '../../test/harness/factories.ts'
import { server } from '../../test/harness/server.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

test('a search lists what holds the words, as a table and as JSON', async () => {
  const experiment_id = await anExperiment(call, 'Fraud')
  const run = await aRun(call, { experiment_id, run_name: 'fraud night' })
  const found = await bw(['search', 'fraud', 'night', '--json'])
  expect(found.json()).toMatchObject({ found: [{ kind: 'run', id: run, label: 'fraud night', deleted: false }] })
  const table = await bw(['search', 'FRAUD'])
  expect(table.stdout).toMatch(/^KIND .*\nexperiment .*Fraud.*\nrun .*fraud night.*\n/)
  // What features know beside the graph comes after it.
  expect(table.stdout).toMatch(/\nIN .*\nHandbook .*fraud/i)
  expect(await bw(['search', 'nothing at all'])).toMatchObject({ code: 0, stdout: '' })
  expect((await bw(['search', 'x', '--limit', '0'])).code).toBe(2)
})
