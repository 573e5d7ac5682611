/** Workspaces through the unmodified client. Slow: it starts Python. */
import { expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from './python.ts'

const { listen } = await server()

test("MLflow's client makes, describes, uses and removes workspaces", { timeout: 120_000 }, async () => {
  const { report } = await runPython<object>('protocol/workspaces.py', await listen())
  expect(report).toEqual({
    made: ['research', 'what may come to nothing'],
    again: 'RESOURCE_ALREADY_EXISTS',
    changed: 'what may come',
    read: 'what may come',
    listed: ['default', 'research'],
    missing: 'RESOURCE_DOES_NOT_EXIST',
    elsewhere: 'INVALID_PARAMETER_VALUE',
    here: { loss: 0.5 },
    file: 'kept here',
    there: 'RESOURCE_DOES_NOT_EXIST',
    full: 'RESOURCE_CONFLICT',
    mixing: 'NOT_IMPLEMENTED',
    left: ['default'],
  })
})
