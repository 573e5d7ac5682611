import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { files } from '../src/features/artifacts/contract/files.ts'
import { own } from '../src/features/track/contract/own.ts'
import { server } from './harness/server.ts'

const { call, listen } = await server()
const url = await listen()
const seed = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../tools/seed/main.ts'), ...args, '--url', url])

test('the small scenario makes what it says, and beside it once more', async () => {
  const { stdout } = await seed('small', '--at', '2026-06-01T00:00:00Z')
  expect(stdout).toContain('3 experiments, 40 runs')
  await seed('small', '--at', '2026-06-01T00:00:00Z')
  const { experiments } = await call(own.experiments, { search: '' })
  const runsOf = new Map(experiments.map(({ name, runs }) => [name, runs.total]))
  for (const suffix of ['', ' 2']) {
    expect(runsOf.get(`vision${suffix}`)).toBe(24)
    expect(runsOf.get(`ranking-sweep${suffix}`)).toBe(10)
    expect(runsOf.get(`Übersetzung 翻訳 ✈${suffix}`)).toBe(6)
  }
  const ids = ['vision', 'vision 2'].map((name) => experiments.find((e) => e.name === name)!.experiment_id)
  const [first, second] = await Promise.all(
    ids.map(async (id) => (await call(own.searchRuns, { experiment_ids: [id] })).runs),
  )
  // The same seed gives the same runs.
  const facts = (runs = first) => runs!.map(({ name, params, metrics }) => ({ name, params, metrics }))
  expect(facts(second)).toEqual(facts(first))
  const withFiles = first!.find(({ name }) => name.endsWith('-0'))!
  const listed = await call(files.ofRun, { run_id: withFiles.run_id, recursive: true })
  expect(listed.files.map(({ path }) => path)).toContain('notes/Größe & Maß.txt')
})
