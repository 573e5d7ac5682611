/** Real models through the registry with the unmodified client. Slow: it starts Python and trains. */
import { beforeAll, expect, test } from 'vitest'
import { registered } from '../../src/features/models/contract/own.ts'
import { server } from '../harness/server.ts'
import { runPython } from './python.ts'

interface Played {
  equal: boolean[]
  signature: boolean
  model_id: string
  run_id: string
  tag: string
  files: string[]
}

interface Report {
  sklearn: Played
  lightgbm: Played
  pyfunc: Played
  evaluation: { accuracy: number; run_id: string; artifacts: number }
  command: { predict: unknown; said: string; download: number; downloaded: boolean }
  expected: number[]
}

const { call, listen } = await server()
let report: Report

beforeAll(async () => {
  report = (await runPython<Report>('protocol/flavours.py', await listen())).report
}, 300_000)

test.each(['sklearn', 'lightgbm', 'pyfunc'] as const)(
  'a model of %s predicts the same by version, alias, latest, its own id, its run and as a copy',
  (name) => {
    const { equal, signature, tag, files } = report[name]
    expect(equal).toEqual([true, true, true, true, true, true])
    expect(signature).toBe(true)
    expect(tag).toBe(`${name} model`)
    expect(files).toEqual(expect.arrayContaining(['MLmodel', 'requirements.txt']))
  },
)

test('what MLflow wrote of a model is read: signature, flavours, packages, size, origin', async () => {
  const read = (name: string) => call(registered.version, { name: `${name} model`, version: '@champion' })
  const sklearn = await read('sklearn')
  expect(sklearn).toMatchObject({
    problem: null,
    version: { run_id: report.sklearn.run_id, logged_model_id: report.sklearn.model_id },
    origin: { run: { name: 'sklearn' }, logged_model: { name: 'model' } },
    facts: { mlflow_version: '3.17.2', model_id: report.sklearn.model_id },
  })
  expect(sklearn.flavours.map(({ name }) => name)).toEqual(['python_function', 'sklearn'])
  expect(sklearn.signature?.inputs?.map(({ name, type }) => `${name}: ${type}`)).toEqual(
    [0, 1, 2, 3].map((i) => `x ${i}: double`),
  )
  expect(sklearn.requirements).toContain('scikit-learn==1.9.1')
  expect(sklearn.files.count).toBeGreaterThan(4)
  const lightgbm = await read('lightgbm')
  expect(lightgbm.signature?.inputs).toMatchObject([{ name: null, type: 'tensor(float64)', shape: [-1, 4] }])
  const pyfunc = await read('pyfunc')
  expect(pyfunc.signature?.params).toMatchObject([{ name: 'add', required: false, default: '0' }])
  expect((await call(registered.version, { name: 'pyfunc copy', version: '1' })).origin.copied_from).toEqual({
    name: 'pyfunc model',
    version: 1,
  })
})

test('what an evaluation measured stands at the version, with the data it was measured on', async () => {
  const { evaluation } = report
  const { evaluations } = await call(registered.version, { name: 'sklearn model', version: '1' })
  const ofRun = evaluations.filter(({ run_id }) => run_id === evaluation.run_id)
  const metrics = new Map(ofRun.flatMap((each) => each.metrics.map(({ key, value }) => [key, value] as const)))
  expect(metrics.get('accuracy_score')).toBe(evaluation.accuracy)
  expect(ofRun).toMatchObject([{ run_name: 'evaluation', dataset: { digest: expect.any(String) } }])
  const byHand = evaluations.find(({ metrics: of }) => of.some(({ key }) => key === 'by hand'))
  expect(byHand).toMatchObject({ run_name: 'by hand', dataset: { name: 'held out', digest: expect.any(String) } })
})

test("MLflow's own command line predicts with a registered model and downloads it", () => {
  expect(report.command).toEqual({ predict: report.expected, said: '', download: 0, downloaded: true })
})
