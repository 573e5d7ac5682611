/** Webhooks through the unmodified client, and what a receiver of MLflow's form is told. Slow: it starts Python. */
import { beforeAll, expect, test } from 'vitest'
import { webhooks } from '../../src/features/webhooks/contract.ts'
import { server } from '../harness/server.ts'
import { runPython } from './python.ts'

type Told = [path: string, isSigned: boolean | null, body: { entity: string; action: string; data: object }]
interface Report extends Record<string, unknown> {
  example: Told
  told: Told[]
}

const { listen, call, database } = await server({ config: { allowedTargets: ['127.0.0.1'] } })
let report: Report

beforeAll(async () => {
  report = (await runPython<Report>('protocol/webhooks.py', await listen())).report
}, 180_000)

const MADE = ['model_version.created', 'model_version_tag.set', 'model_version_tag.deleted'] as const
const VERSION = {
  ...{ name: 'ranker', version: '1', source: 'runs:/RUN/model', run_id: 'RUN', tags: { a: '1' }, description: null },
}
const told = (entity: string, action: string, data: object) => ({ entity, action, data, workspace: 'default' })

test("MLflow's client makes, lists, changes, tests and removes webhooks", () => {
  const { told: _, ...rest } = report
  expect(rest).toEqual({
    made: ['ci', 'starts a build', '/ci', expect.arrayContaining([...MADE]), 'ACTIVE'],
    same: true,
    listed: ['ci'],
    rest: ['open'],
    changed: ['open', 'now on', '/open', ['model_version.created'], 'ACTIVE'],
    missing: 'RESOURCE_DOES_NOT_EXIST',
    inward: 'INVALID_PARAMETER_VALUE',
    budget: 'INVALID_PARAMETER_VALUE',
    tested: [true, 200, 'thanks'],
    example: [
      '/ci',
      true,
      told('model_version_alias', 'created', { name: 'example_model', alias: 'example_alias', version: '1' }),
    ],
    gone: 'RESOURCE_DOES_NOT_EXIST',
  })
})

test("Platform-13: a receiver of MLflow's form is told of models, versions, tags, aliases and prompts, signed with the chosen secret", () => {
  expect(report.told).toEqual([
    ['/ci', true, told('model_version', 'created', VERSION)],
    ['/ci', true, told('model_version_alias', 'created', { name: 'ranker', alias: 'live', version: '1' })],
    ['/ci', true, told('model_version_alias', 'deleted', { name: 'ranker', alias: 'live' })],
    ['/ci', true, told('model_version_tag', 'deleted', { name: 'ranker', version: '1', key: 'gate' })],
    ['/ci', true, told('model_version_tag', 'set', { name: 'ranker', version: '1', key: 'gate', value: 'passed' })],
    ['/ci', true, told('prompt', 'created', { name: 'greeting', tags: {}, description: 'first' })],
    [
      '/ci',
      true,
      told('prompt_version', 'created', {
        ...{ name: 'greeting', version: '1', template: 'Hello {{name}}!', tags: {}, description: 'first' },
      }),
    ],
    [
      '/ci',
      true,
      told('registered_model', 'created', {
        ...{ name: 'ranker', tags: { team: 'search' }, description: 'orders what is found' },
      }),
    ],
    ['/open', null, told('model_version', 'created', VERSION)],
  ])
})

test('a secret that was chosen is neither stored readably nor read again', async () => {
  const { rows } = await database.pool.query('select secret from webhooks')
  expect(JSON.stringify(rows)).not.toContain('whispered')
  expect(JSON.stringify(await call(webhooks.list, {}))).not.toContain('whispered')
})
