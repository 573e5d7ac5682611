/** What MLflow's own client reads at a server, and the same without what each server gives on its own. */
import { createHash } from 'node:crypto'
import { runPython } from '../protocol/python.ts'
import { type Everything, inOrder } from '../transfer/read-source.ts'

export const readByClient = async (from: string, FILL: 'yes' | 'no'): Promise<Everything> =>
  inOrder((await runPython<Everything>('transfer/make_store.py', from, { env: { FILL } })).report)

/** Without what a server gives on its own: ids and moments of making; runs, models and experiments by their names. */
export function withoutIds(all: Everything) {
  const names = new Map([
    ...all.experiments.map(({ experiment_id, name }) => [experiment_id, name] as const),
    ...all.runs.map(({ run_id, start_time }) => [run_id, `run ${start_time}`] as const),
    ...all.logged.map(({ model_id, name }) => [model_id, name] as const),
  ])
  // Ids of experiments are short: only where they stand alone.
  const text = JSON.stringify(all, (key, value: unknown) => {
    if (/^(creation_time|last_update_time|artifact_location|artifact_uri)$/.test(key)) return undefined
    if (key === 'experiment_id') return names.get(String(value))
    return typeof value === 'bigint' ? String(value) : value
  })
  const named = [...names].filter(([id]) => id.length > 20)
  const whole = JSON.parse(named.reduce((done, [id, name]) => done.replaceAll(id, name), text)) as Everything
  const own = ({ key }: { key: string }): boolean => !/^(bellwether\.|mlflow\.modelVersions)/.test(key)
  const by = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
  return {
    experiments: whole.experiments.map((each) => ({ ...each, tags: each.tags.filter(own) })).toSorted(by),
    runs: whole.runs.map((run) => ({ ...run, tags: run.tags.filter(own) })).toSorted(by),
    points: whole.points,
    logged: whole.logged.map((model) => ({ ...model, tags: model.tags.filter(own) })),
    models: whole.models,
    versions: whole.versions,
  }
}

/** The bytes of a run's file, by the proxy of its server. */
export async function fetchFile(url: string, all: Everything, runName: string, path: string): Promise<string> {
  const { artifact_uri } = all.runs.find(({ name }) => name === runName)!
  const folder = artifact_uri.replace(/^mlflow-artifacts:\/*/, '')
  const reply = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${folder}/${path}`)
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
  return createHash('sha256')
    .update(Buffer.from(await reply.arrayBuffer()))
    .digest('hex')
}
