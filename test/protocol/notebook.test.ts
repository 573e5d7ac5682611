/** A notebook executed by Jupyter's own client under the real `bw exec`. Slow: a kernel starts and imports MLflow. */
import { copyFileSync, readFileSync, utimesSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { files } from '../../src/features/artifacts/contract/files.ts'
import { own } from '../../src/features/track/contract/own.ts'
import { ensurePython } from '../../tools/python-env.mjs'
import { commandLine } from '../harness/cli.ts'
import { server } from '../harness/server.ts'

interface Notebook {
  cells: { outputs: { name: string; text: string[] }[] }[]
}

const { call, listen } = await server()
const url = await listen()
const { bw, home } = commandLine(url)
let bin: string

beforeAll(async () => {
  bin = dirname(await ensurePython('core'))
}, 600_000)

test('Track-18: a notebook run stores the executed notebook and links it to the run', async () => {
  const notebook = join(home, 'train.ipynb')
  copyFileSync(join(import.meta.dirname, 'train.ipynb'), notebook)
  // One that the command leaves alone stays where it is.
  copyFileSync(notebook, join(home, 'other.ipynb'))
  for (const name of ['train.ipynb', 'other.ipynb']) utimesSync(join(home, name), 1_700_000_000, 1_700_000_000)
  const report = join(home, 'report.json')
  const env = {
    PATH: [bin, process.env.PATH].join(delimiter),
    HOME: home,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
    GIT_PYTHON_REFRESH: 'quiet',
  }
  const said = await bw(['exec', '--report', report, '--', join(bin, 'jupyter-execute'), '--inplace', 'train.ipynb'], {
    env,
  })
  expect(said.code, said.stderr).toBe(0)
  const { runs } = JSON.parse(readFileSync(report, 'utf8')) as { runs: { run_id: string }[] }
  expect(runs).toHaveLength(1)
  const { run_id } = runs[0]!

  const { run, artifact_uri } = await call(own.run, { run_id })
  expect(run).toMatchObject({ state: 'finished', name: 'notebook', params: { lr: '0.1' } })
  expect(run.metrics.loss).toMatchObject({ value: 0.25 })
  expect(run.tags['bellwether.notebook']).toBe('notebooks/train.ipynb')
  expect(artifact_uri).toMatch(/^mlflow-artifacts:\//)

  const stored = await call(files.ofRun, { run_id, recursive: true })
  expect(stored.files.map(({ path }) => path)).toEqual([run.tags['bellwether.notebook']])
  const reply = await fetch(
    `${url}${files.downloadRun.path}?${new URLSearchParams({ run_id, path: 'notebooks/train.ipynb' })}`,
  )
  expect(reply.status).toBe(200)
  const text = await reply.text()
  expect(text).toBe(readFileSync(notebook, 'utf8'))
  const { cells } = JSON.parse(text) as Notebook
  expect(cells.at(-1)!.outputs).toEqual([{ name: 'stdout', output_type: 'stream', text: [`trained ${run_id}\n`] }])
}, 300_000)
