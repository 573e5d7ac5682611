/** Keras' autologging with the unmodified client, on JAX. */
import { expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from '../protocol/python.ts'
import { expectWhole, type Training, valuesOf } from './report.ts'

test('Track-08: Keras logs its curves by epoch, and a model that is loaded again predicts the same', async () => {
  const { listen } = await server()
  const { report } = await runPython<Training & { curves: Record<string, number[]> }>(
    'clients/keras_autolog.py',
    await listen(),
    { name: 'keras', env: { KERAS_BACKEND: 'jax' } },
  )
  expectWhole(report)
  expect(Object.keys(report.curves).sort()).toEqual(['accuracy', 'loss', 'val_accuracy', 'val_loss'])
  for (const [key, values] of Object.entries(report.curves)) expect(valuesOf(report, key)).toEqual(values)
  expect(report.params).toMatchObject({ epochs: '4', batch_size: '32' })
})
