/** PyTorch with the unmodified client: Lightning's autologging, and a model logged by hand. */
import { expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from '../protocol/python.ts'
import { expectWhole, type Training, valuesOf } from './report.ts'

test('Track-07: PyTorch logs its losses by epoch, and models that are loaded again predict the same', async () => {
  const { listen } = await server()
  const { report } = await runPython<{ auto: Training & { losses: number[] }; hand: Training }>(
    'clients/torch_autolog.py',
    await listen(),
    { name: 'torch' },
  )
  const { auto, hand } = report
  expectWhole(auto)
  expectWhole(hand)
  expect(auto.losses).toHaveLength(5)
  expect(valuesOf(auto, 'loss')).toEqual(auto.losses)
  expect(auto.params).toMatchObject({ optimizer_name: 'Adam', epochs: '5' })
  expect(hand.model.signature).toBe(true)
})
