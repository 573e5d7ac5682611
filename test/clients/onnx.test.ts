/** A model of ONNX through the registry, with the unmodified client. */
import { expect, test } from 'vitest'
import { registered } from '../../src/features/models/contract/own.ts'
import { server } from '../harness/server.ts'
import { runPython } from '../protocol/python.ts'

test('a model of ONNX predicts the same by version, alias and its own id, and says what it takes', async () => {
  const { call, listen } = await server()
  const { report } = await runPython<{ same: boolean[] }>('clients/onnx_registry.py', await listen(), { name: 'onnx' })
  expect(report.same).toEqual([true, true, true])
  const { flavours, signature } = await call(registered.version, { name: 'linear', version: '@champion' })
  expect(flavours.map(({ name }) => name)).toEqual(['onnx', 'python_function'])
  expect(signature).toMatchObject({
    inputs: [{ type: 'tensor(float32)', shape: [-1, 3] }],
    outputs: [{ type: 'tensor(float32)', shape: [-1, 1] }],
  })
})
