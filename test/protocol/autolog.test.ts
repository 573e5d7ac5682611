/** Autologging of scikit-learn and LightGBM with the unmodified client. Slow: Python trains and packs three models. */
import { beforeAll, describe, expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from './python.ts'

interface Trained {
  status: string
  params: Record<string, string>
  metrics: Record<string, number>
  tags: Record<string, string>
  artifacts: string[]
  sizes_agree: boolean
  datasets: { name: string; digest: string; source_type: string; schema: boolean; context: string }[]
  outputs: string[]
  model: {
    id: string
    status: string
    name: string
    source_run_id: string
    params: Record<string, string>
    metrics: Record<string, number>
    datasets_of_metrics: string[]
    tags: string[]
    files: string[]
    found_by_run: string[]
    run_id_inside: string
    signature: object
    same: Record<string, boolean>
  }
}
interface Sklearn extends Trained {
  expected: {
    params: Record<string, string>
    training_accuracy: number
    test_score: number
    signature: object
    digest: string
  }
}
interface Boost extends Trained {
  curves: Record<string, number[]>
  histories: Record<string, [number, number][]>
}

const { listen } = await server()
let report: { forest: Sklearn; logistic: Sklearn; boost: Boost }

beforeAll(async () => {
  report = (await runPython<typeof report>('protocol/autolog.py', await listen())).report
}, 600_000)

describe.each(['forest', 'logistic'] as const)('scikit-learn: %s', (name) => {
  test('Track-09 Track-11: the run has the params, metrics, tags and datasets of the training', () => {
    const { status, params, metrics, tags, datasets, expected } = report[name]
    expect(status).toBe('FINISHED')
    expect(params).toEqual(expected.params)
    expect(metrics.training_accuracy_score).toBe(expected.training_accuracy)
    const score = Object.keys(metrics).find((key) => key.startsWith(`${tags.estimator_name}_score_`))!
    expect(metrics[score]).toBe(expected.test_score)
    expect(tags.estimator_name).toBe(name === 'forest' ? 'RandomForestClassifier' : 'LogisticRegression')
    expect(datasets).toEqual([
      { name: 'dataset', digest: expected.digest, source_type: 'code', schema: true, context: 'train' },
    ])
  })

  test('its artifacts are listed and come back with the sizes listed', () => {
    const { artifacts, sizes_agree } = report[name]
    expect(artifacts).toContain('training_confusion_matrix.png')
    expect(artifacts).toContain('estimator.html')
    expect(sizes_agree).toBe(true)
  })

  test('Track-09: the model is ready, keeps its signature and predicts the same however it is loaded', () => {
    const { model, outputs, expected } = report[name]
    expect(outputs).toEqual([model.id])
    expect(model).toMatchObject({ status: 'READY', name: 'model', found_by_run: [model.id] })
    expect(model.run_id_inside).toBe(model.source_run_id)
    expect(model.params).toEqual(report[name].params)
    expect(model.signature).toEqual(expected.signature)
    expect(model.same).toEqual({ models: true, runs: true, flavor: true })
    expect(model.metrics).toEqual(report[name].metrics)
    expect(model.files).toEqual(expect.arrayContaining(['MLmodel', 'requirements.txt']))
  })
})

describe('LightGBM', () => {
  test('Track-11: the curves of the validation sets are read back point by point', () => {
    const { status, curves, histories, params, artifacts, sizes_agree } = report.boost
    expect(status).toBe('FINISHED')
    expect(Object.keys(curves).sort()).toEqual(['train-l1', 'train-l2', 'valid-l1', 'valid-l2'])
    for (const [key, values] of Object.entries(curves))
      expect(histories[key]).toEqual(values.map((value, step) => [step, value]))
    expect(params).toMatchObject({ objective: 'regression', num_leaves: '7', num_boost_round: '25' })
    expect(artifacts).toContain('feature_importance_gain.json')
    expect(sizes_agree).toBe(true)
  })

  test('the model is ready and predicts the same however it is loaded', () => {
    const { model } = report.boost
    expect(model).toMatchObject({ status: 'READY', same: { models: true, runs: true } })
    expect(model.signature).not.toBeNull()
  })
})
