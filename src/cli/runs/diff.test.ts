import { expect, test } from 'vitest'
import { commandLine } from '../../../test/harness/cli.ts'
import { server } from '../../../test/harness/server.ts'
import { metrics } from '../../features/track/contract/metrics.ts'
import { own } from '../../features/track/contract/own.ts'
import { runs } from '../../features/track/contract/runs.ts'
import type { Input } from '../../lib/contract.ts'
import { changed } from './page.ts'

const { call, listen } = await server()
const { bw } = commandLine(await listen())

const DIFF = `diff --git a/train.py b/train.py
index 1..2 100644
--- a/train.py
+++ b/train.py
@@ -1,2 +1,3 @@
-lr = 0.1
+lr = 0.2
++++ a line that begins with plusses
 done
### Untracked files, known by name only:
###  notes.txt
`

async function run(run_name: string, lr: string, environment?: Input<typeof own.startExecution>) {
  const tags = []
  if (environment) {
    const { execution_id } = await call(own.startExecution, environment)
    tags.push({ key: 'bellwether.execution', value: execution_id })
  }
  const { run: made } = await call(runs.create, { experiment_id: '0', run_name, tags })
  const { run_id } = made.info
  const point = { key: 'loss', value: Number(lr), timestamp: Date.now(), step: 1 }
  await call(metrics.logBatch, { run_id, params: [{ key: 'lr', value: lr }], metrics: [point] })
  return run_id
}

test('Track-04: what differs between two runs is shown, the code with it', async () => {
  const a = await run('older', '0.1', {
    commit: 'c0ffee',
    diff: '',
    python: '3.11.7',
    packages: { numpy: '2.0', torch: '2.9' },
    device: { gpu_0: 'H100' },
  })
  const b = await run('newer', '0.2', {
    commit: 'decaf',
    diff: DIFF,
    python: '3.11.7',
    packages: { numpy: '2.1' },
    device: { gpu_0: 'H200' },
  })
  const { stdout, code } = await bw(['runs', 'diff', a, b])
  expect(code).toBe(0)
  for (const line of [
    /^lr +0\.1 +0\.2$/m,
    /^loss +0\.1 +0\.2$/m,
    /^numpy +2\.0 +2\.1$/m,
    /^torch +2\.9 +—$/m,
    /^gpu_0 +H100 +H200$/m,
  ])
    expect(stdout).toMatch(line)
  expect(stdout).toMatch(/^commit +c0ffee +decaf$/m)
  expect(stdout).toMatch(/^uncommitted +nothing uncommitted +1 file, \+2 −1, 1 untracked$/m)
  expect(stdout).toContain('git diff c0ffee decaf')
  expect(stdout).not.toContain('lr = 0.2')
  // Nobody noted down with which command they ran.
  expect(stdout).toContain('Unknown of at least one of them, so not compared: command.')

  const full = await bw(['runs', 'diff', 'older', 'newer', '-e', 'Default', '--code'])
  expect(full.stdout).toContain('A older: uncommitted changes on c0ffee\nnone')
  expect(full.stdout).toContain(`B newer: uncommitted changes on decaf\n${DIFF.trimEnd()}`)
})

test('what is unknown of one run is not compared', async () => {
  const a = await run('known', '0.1', { commit: 'c0ffee', packages: { numpy: '2.0' } })
  const b = await run('unknown', '0.1')
  const found = (await bw(['runs', 'diff', a, b, '--json'])).json<{
    unknown: string[]
    packages: unknown[]
    params: unknown[]
  }>()
  expect(found.unknown).toEqual(expect.arrayContaining(['commit', 'packages', 'device', 'python', 'diff', 'command']))
  expect([found.packages, found.params]).toEqual([[], []])
})

test('changed lines are counted in hunks only', () => {
  expect(changed(DIFF)).toBe('1 file, +2 −1, 1 untracked')
  expect(changed('')).toBe('0 files, +0 −0')
})
