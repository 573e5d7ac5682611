/** MlflowClient with the unmodified client: experiments, search, numbers, limits. Slow: it starts Python. */
import { beforeAll, expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from './python.ts'

type Section = Record<string, unknown>
interface Report {
  experiments: Section
  search: Section
  numbers: Section
  limits: Section
  long_history: { same: boolean; seconds: number }
}

const { listen } = await server()
let report: Report

beforeAll(async () => {
  report = (await runPython<Report>('protocol/client.py', await listen())).report
}, 300_000)

test('Track-11: experiments are made, renamed, deleted with their runs and restored', () => {
  expect(report.experiments).toEqual({
    again: 'RESOURCE_ALREADY_EXISTS',
    deleted: 'deleted',
    run_deleted: 'deleted',
    logging: 'INVALID_PARAMETER_VALUE',
    in_trash: 1,
    tags: { owner: 'me', note: 'ü' },
    listed: true,
    gone: null,
    missing: 'RESOURCE_DOES_NOT_EXIST',
    artifact_uri: true,
  })
})

test('Track-11: search_runs filters, orders and pages as MLflow does', () => {
  const ordered = [9, 19, 8, 18, 7, 17, 6, 16, 5, 15, 14, 24, 13, 23, 2, 12, 22, 1, 11, 21, 0, 10, 20, 3, 4]
  expect(report.search).toEqual({
    default: [24, 23, 22],
    metric: [8, 9, 18, 19],
    both: [3, 1],
    like: [24, 23, 22, 21, 20],
    status: [7],
    ids: 1,
    times: [1, 0],
    ordered,
    pages: [
      [20, 10, 0, 21, 11, 1, 22],
      [12, 2, 23, 13, 24, 14, 15],
      [5, 16, 6, 17, 7, 18, 8],
      [19, 9, 3, 4],
    ],
    frame: [['0', '1', '0'], ['x', 'Y'], 25],
    wrong: 'INVALID_PARAMETER_VALUE',
    too_many: 'INVALID_PARAMETER_VALUE',
  })
})

test('Track-11: numbers keep every digit: 64-bit steps, NaN, infinities, the smallest and the largest double', () => {
  expect(report.numbers).toEqual({
    steps: true,
    values: ['nan', 'inf', '-inf', '5e-324', '1.7976931348623157e+308', '0.30000000000000004'],
    same: [1, 2],
    late: 2,
    missing_metric: [],
  })
})

test('what is too large is refused whole, with the code that clients expect', () => {
  const refused = 'INVALID_PARAMETER_VALUE'
  expect(report.limits).toEqual({
    metrics: refused,
    params: refused,
    tags: refused,
    all: refused,
    key: refused,
    name: refused,
    missing: 'RESOURCE_DOES_NOT_EXIST',
    bad_batch: refused,
    written: [{}, {}, 1],
    client: 1001,
  })
})

test('a history of 30,000 points comes back whole', () => {
  expect(report.long_history.same).toBe(true)
})
