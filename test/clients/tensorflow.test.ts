/** TensorFlow's autologging with the unmodified client. */
import { expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from '../protocol/python.ts'
import { expectWhole, type Training, valuesOf } from './report.ts'

test('Track-06: a TensorFlow script with autologging works unchanged, curves and model included', async () => {
  const { listen } = await server()
  const { report } = await runPython<Training & { curves: Record<string, number[]> }>(
    'clients/tensorflow_autolog.py',
    await listen(),
    { name: 'tensorflow', env: {} },
  )
  expectWhole(report)
  expect(Object.keys(report.curves).sort()).toEqual(['accuracy', 'loss'])
  for (const [key, values] of Object.entries(report.curves)) expect(valuesOf(report, key)).toEqual(values)
})
