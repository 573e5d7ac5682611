import { expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { anExperiment, aRun } from '../../test/harness/factories.ts'
import { server } from '../../test/harness/server.ts'
import { models } from '../features/models/contract.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

test('Registry-05: models are registered, named, listed and shown from the command line', {
  timeout: 90_000,
}, async () => {
  expect((await bw(['models', 'ls'])).stdout).toContain('No models. Register one')
  const experiment_id = await anExperiment(call, 'Fraud')
  const run_id = await aRun(call, { experiment_id, run_name: 'night' })
  const { info } = (await call(models.create, { experiment_id, name: 'tree', source_run_id: run_id })).model
  expect(await bw(['models', 'register', 'fraud', info.model_id, '--tag', 'team=a'])).toMatchObject({
    code: 0,
    stdout: 'Registered fraud v1.\n',
  })
  expect((await bw(['models', 'register', 'fraud', 's3://bucket/x', '--json'])).json()).toMatchObject({
    model_version: { version: '2' },
  })
  expect((await bw(['models', 'alias', 'fraud', 'champion', 'v1'])).stdout).toBe('fraud@champion is v1.\n')
  expect((await bw(['models', 'list'])).stdout).toMatch(/fraud +2 +v2 +champion → v1/)
  expect((await bw(['models', 'versions', 'fraud'])).stdout).toMatch(/v2 .*v1 +champion/s)
  const shown = (await bw(['models', 'show', 'fraud', '@champion'])).stdout
  expect(shown).toContain('fraud v1')
  expect(shown).toMatch(/run: +night \(/)
  expect(shown).toContain('There is no MLmodel file')
  expect((await bw(['models', 'show', 'fraud', '--json'])).json()).toMatchObject({ model: { versions: 2 } })
  const external = ['models', 'register-external', 'base', 'hf://org/base@v1', '--licence', 'MIT']
  expect(await bw(external)).toMatchObject({ code: 2, stderr: expect.stringContaining('--sha256') })
  external.push('--sha256', 'a'.repeat(64))
  expect((await bw(external)).stdout).toContain('Registered base v1, whose files are at hf://org/base@v1.')
  expect((await bw(['models', 'show', 'base', '1'])).stdout).toMatch(/licence: +MIT\nsha256: +a{64}/)
  expect((await bw(['models', 'alias', 'fraud', 'champion', '--remove'])).stdout).toContain('no alias champion')
  expect(await bw(['models', 'alias', 'fraud', 'champion'])).toMatchObject({ code: 2 })
  expect(await bw(['models', 'show', 'nobody'])).toMatchObject({ code: 1, stderr: expect.stringContaining('nobody') })
  expect(await bw(['lineage', 'model', 'fraud', '--json'])).toMatchObject({ code: 0 })
})
