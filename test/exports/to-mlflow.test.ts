/**
 * A workspace is written over MLflow's protocol, and read there by MLflow's own client: the same but for ids. Here the
 * other end is a second Bellwether; `npm run verify export` does it with MLflow's own server.
 */
import { expect, test } from 'vitest'
import { experiments } from '../../src/features/track/contract/experiments.ts'
import { runs } from '../../src/features/track/contract/runs.ts'
import type { Report } from '../../src/moving-out.ts'
import { commandLine } from '../harness/cli.ts'
import { logValues } from '../harness/factories.ts'
import { server } from '../harness/server.ts'
import { fetchFile, readByClient, withoutIds } from './read-by-client.ts'

const LONG_MS = 300_000
const here = await server()
const there = await server()
const url = await here.listen()
const to = await there.listen()
const { bw } = commandLine(url)
const move = (...args: string[]) => bw(['export', '--to-mlflow', to, '--json', ...args])

test('everything, once, and what is new the next time', { timeout: LONG_MS }, async () => {
  const ours = await readByClient(url, 'yes')
  const said = await move()
  expect(said).toMatchObject({ code: 0, stderr: '' })
  const { written, left } = said.json<Report>()
  expect(left).toEqual([])
  expect(written).toMatchObject({ runs: ours.runs.length, points: 14, files: 2, models: 3, versions: 3 })
  const theirs = await readByClient(to, 'no')
  expect(withoutIds(theirs)).toEqual(withoutIds(ours))
  for (const path of ['out/a.txt', 'out/deep/b.bin'])
    expect(await fetchFile(to, theirs, 'all of it', path)).toBe(await fetchFile(url, ours, 'all of it', path))

  const again = (await move()).json<Report>()
  expect(again.left).toEqual([])
  expect(Object.values(again.written).every((n) => n === 0)).toBe(true)
  expect(again.known).toMatchObject({ runs: ours.runs.length, models: 3, versions: 3 })

  // A run that went on is written again, and only that.
  const run = ours.runs.find(({ name }) => name === 'all of it')!
  await logValues(here.call, run.run_id, 'later', [1, 2, 3])
  expect((await move()).json<Report>().written).toMatchObject({ runs: 1, points: 16, files: 0 })
  const { run: now } = await there.call(runs.get, {
    run_id: theirs.runs.find(({ name }) => name === 'all of it')!.run_id,
  })
  expect(now.data.metrics).toContainEqual(expect.objectContaining({ key: 'later', value: 3 }))
})

test('what others have there under the same name stays theirs', async () => {
  await here.call(experiments.create, { name: 'taken' })
  await there.call(experiments.create, { name: 'taken', tags: [{ key: 'mine', value: 'yes' }] })
  expect(await move()).toMatchObject({ code: 0 })
  const { experiments: all = [] } = await there.call(experiments.search, { max_results: 100 })
  const names = all.map(({ name }) => name)
  expect(names).toContain('taken')
  expect(names.filter((name) => /^taken \(bellwether \d+\)$/.test(name))).toHaveLength(1)
  expect((await move()).json<Report>().written.experiments).toBe(0)
})

test('an address that is none, a server that does not answer, and nothing to do are said', async () => {
  expect(await bw(['export', '--to-mlflow', 'sqlite:///a.db'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Give the address of an MLflow server'),
  })
  expect(await bw(['export'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Name a folder') })
})
