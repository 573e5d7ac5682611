/** All that a source gives, in an order of its own, as the script beside reports what MLflow's client reads. */

import type {
  Source,
  SourceExperiment,
  SourceLoggedModel,
  SourceModel,
  SourceRun,
  SourceVersion,
} from '../../src/features/transfer/source.ts'
import type { Int64 } from '../../src/lib/json.ts'

export type PointRow = [timestamp: Int64, step: Int64, value: number | string]

export interface Everything {
  experiments: SourceExperiment[]
  runs: SourceRun[]
  points: Record<string, Record<string, PointRow[]>>
  logged: SourceLoggedModel[]
  models: SourceModel[]
  versions: SourceVersion[]
}

const toInt = (n: bigint): Int64 => (Number.isSafeInteger(Number(n)) ? Number(n) : n)
/** As JSON has it. */
const toNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

async function pointsOf(source: Source, run: SourceRun): Promise<Record<string, PointRow[]>> {
  const found: Record<string, PointRow[]> = {}
  for await (const { key, values, steps, timestamps } of source.points(
    run,
    run.latest.map(({ key }) => key),
  ))
    found[key] = [...values].map((value, i) => [toInt(timestamps[i]!), toInt(steps[i]!), toNumber(value)])
  return found
}

const by =
  <T>(...fields: (keyof T)[]) =>
  (a: T, b: T): number => {
    for (const field of fields) if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1
    return 0
  }

export async function readSource(source: Source): Promise<Everything> {
  const all: Everything = { experiments: [], runs: [], points: {}, logged: [], models: [], versions: [] }
  for await (const experiment of source.experiments()) {
    all.experiments.push(experiment)
    for await (const page of source.runs(experiment.experiment_id))
      for (const run of page) {
        all.runs.push(run)
        all.points[run.run_id] = await pointsOf(source, run)
      }
    for await (const page of source.loggedModels(experiment.experiment_id)) all.logged.push(...page)
  }
  for await (const page of source.models()) all.models.push(...page)
  for (const { name } of all.models) for await (const page of source.versions(name)) all.versions.push(...page)
  return inOrder(all)
}

/** The same whatever order a store gives things in; numbers that JSON has no word for are texts. */
export function inOrder(all: Everything): Everything {
  const orderPoints = (rows: PointRow[]): PointRow[] =>
    rows.toSorted((a, b) =>
      a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : String(a[2]) < String(b[2]) ? -1 : 1,
    )
  return {
    experiments: all.experiments.toSorted(by('experiment_id')),
    runs: all.runs
      .map((run) => ({
        ...run,
        latest: run.latest.map((m) => ({ ...m, value: toNumber(m.value) as number })).toSorted(by('key')),
        datasets: run.datasets.toSorted(by('name', 'digest')),
      }))
      .toSorted(by('run_id')),
    points: Object.fromEntries(
      Object.entries(all.points).map(([run, metrics]) => [
        run,
        Object.fromEntries(Object.entries(metrics).map(([key, rows]) => [key, orderPoints(rows)])),
      ]),
    ),
    logged: all.logged
      .map((model) => ({ ...model, points: model.points.map((p) => ({ ...p, value: toNumber(p.value) as number })) }))
      .toSorted(by('model_id')),
    models: all.models.toSorted(by('name')),
    versions: all.versions.toSorted(by('name', 'version')),
  }
}

export async function filesOf(source: Source, uri: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const { path, size } of source.files(uri)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of await source.open(uri, path)) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    if (bytes.length !== size) throw new Error(`${path} has ${bytes.length} bytes instead of ${size}`)
    found[path] = bytes.toString()
  }
  return found
}
