/** XGBoost's autologging with the unmodified client. */
import { expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from '../protocol/python.ts'
import { expectWhole, type Training, valuesOf } from './report.ts'

test('XGBoost logs its curves, importances and models by both of its APIs', async () => {
  const { listen } = await server()
  const { report } = await runPython<{ native: Training & { curves: Record<string, number[]> }; sklearn: Training }>(
    'clients/xgboost_autolog.py',
    await listen(),
    { name: 'xgboost' },
  )
  const { native, sklearn } = report
  for (const training of [native, sklearn]) {
    expectWhole(training)
    expect(training.artifacts).toContain('feature_importance_weight.json')
    expect(training.params).toMatchObject({ max_depth: '2' })
  }
  expect(Object.keys(native.curves).sort()).toEqual(['train-error', 'train-logloss', 'valid-error', 'valid-logloss'])
  for (const [key, values] of Object.entries(native.curves)) expect(valuesOf(native, key)).toEqual(values)
  expect(native.model.signature).toBe(true)
})
