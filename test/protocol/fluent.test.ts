/** MLflow's fluent API, used by hand with the unmodified client. Slow: each script starts Python and its packages. */
import { beforeAll, expect, test } from 'vitest'
import { own } from '../../src/features/track/contract/own.ts'
import { server } from '../harness/server.ts'
import { runPython } from './python.ts'

type Words = Record<string, string>

interface Report {
  nested: { params: Words; metrics: Record<string, number>; tags: Words; history: number[]; children: boolean }
  artifacts: Record<string, unknown>
  datasets: Record<string, unknown>
  resume: Record<string, unknown>
  asynchronous: Record<string, unknown>
  soon: {
    status: string
    run_id: string
    system: Record<string, number>
    seconds: Record<'params' | 'metrics' | 'search' | 'artifacts', number | null>
  }
}

const { call, listen } = await server()
let report: Report

beforeAll(async () => {
  report = (await runPython<Report>('protocol/fluent.py', await listen())).report
}, 300_000)

test('Track-01: params, metrics, artifacts and system metrics of a run are readable within a second', () => {
  const { status, system, seconds } = report.soon
  expect(status).toBe('RUNNING')
  expect(Object.keys(system)).toEqual(
    expect.arrayContaining(['system/cpu_utilization_percentage', 'system/system_memory_usage_megabytes']),
  )
  for (const delay of [...Object.values(system), ...Object.values(seconds)]) {
    expect(delay).toBeTypeOf('number')
    expect(delay).toBeLessThan(1)
  }
})

test('Track-11: a run with a nested run keeps names, params, metrics, tags and order', () => {
  const { params, tags, ...rest } = report.nested
  expect(rest).toEqual({
    experiment: true,
    name: 'parent',
    status: 'FINISHED',
    ended: true,
    artifact_uri: true,
    metrics: { acc: 0.9, f1: 0.8, loss: 0.2 },
    history: [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5],
    children: true,
  })
  expect(params).toEqual({ lr: '0.1', layers: '[1, 2]', 'name with spaces/and.dots': 'x', long: 'y'.repeat(6000) })
  expect(tags).toMatchObject({ team: 'réseau 🌍', a: '1', b: 'True', empty: '', 'mlflow.note.content': 'first try' })
})

test('Track-11: files come back byte for byte: empty, Unicode, nested, text, dictionaries, figures, tables', () => {
  expect(report.artifacts).toEqual({
    root: [
      ['config.json', false, 46],
      ['config.yaml', false, 5],
      ['data', true, null],
      ['empty.bin', false, null],
      ['images', true, null],
      ['notes', true, null],
      ['plots', true, null],
      ['table.json', false, 59],
    ],
    same_bytes: true,
    sent: ['tief/ünter/empty.bin', 'tief/ünter/größe 100%.bin', 'tief/ünter/日本語+&=@.txt'],
    text: 'héllo\n',
    dict: { k: [1, null, 'ü'] },
    yaml: 'k: 1\n',
    empty: 0,
    images: 6,
    figure: 'PNG',
    table: { q: ['x', 'ü', 'z'], n: [1, 2, 3] },
    of_a_file: [],
    missing: 'RESOURCE_DOES_NOT_EXIST',
  })
})

test('a dataset is logged once, with digest, schema, profile, source and context', () => {
  expect(report.datasets).toEqual({
    count: 1,
    digest: true,
    profile: { num_rows: 2, num_elements: 4 },
    schema: true,
    source: 'https://example.org/data.csv',
    context: 'training',
    found: true,
  })
})

test('a finished run is resumed, keeps its params and ends again; an exception ends a run as failed', () => {
  expect(report.resume).toEqual({
    during: 'RUNNING',
    after: 'FINISHED',
    params: { p: '1' },
    metrics: { late: 1 },
    refused: 'INVALID_PARAMETER_VALUE',
    failed: 'FAILED',
  })
})

test('what was logged asynchronously has all arrived when the client says so', () => {
  expect(report.asynchronous).toEqual({ steps: true, params: { a: '1' }, tag: 'x' })
})

test('the run of a script in a git repository names its commit and branch', async () => {
  const { environment, run } = await call(own.run, { run_id: report.soon.run_id })
  expect(environment.command).toMatch(/fluent\.py$/)
  expect(environment.commit).toBe(run.tags['mlflow.source.git.commit'] ?? null)
})
