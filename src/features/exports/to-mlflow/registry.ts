/** The registry at the target: models, versions under their own numbers, stages, tags and aliases. */
import type { SourceModel, SourceVersion } from '../../transfer/index.ts'
import { TargetRefused } from './client.ts'
import { orLeave, type Task } from './runs.ts'
import { API, type ThereModel, type ThereRun } from './there.ts'

/** What things here are called there. */
export interface Names {
  runs: Map<string, ThereRun & { from: string }>
  models: Map<string, ThereModel & { from: string }>
}

const isMissing = (error: unknown): boolean => error instanceof TargetRefused && error.answered === 404

async function find<T>(ask: Promise<T>): Promise<T | undefined> {
  try {
    return await ask
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Where the registered files are there. */
export function sourceThere(
  { source, run_id }: SourceVersion,
  { runs, models }: Names,
): { source: string; model_id?: string } {
  const [, run, rest = ''] = /^runs:\/+([^/]+)(.*)$/s.exec(source) ?? []
  if (run) return { source: `runs:/${runs.get(run)?.id ?? run}${rest}` }
  const [, model, below = ''] = /^models:\/+(m-[^/]+)(.*)$/s.exec(source) ?? []
  if (model) {
    const id = models.get(model)?.id
    return { source: `models:/${id ?? model}${below}`, ...(id && { model_id: id }) }
  }
  const of = runs.get(run_id)
  const files = [of, ...models.values()].find((each) => each && `${source}/`.startsWith(`${each.from}/`))
  return { source: files ? files.uri + source.slice(files.from.length) : source }
}

async function sendVersion({ target, tally }: Task, version: SourceVersion, names: Names): Promise<void> {
  const { name, tags, description, run_link, stage } = version
  const number = Number(version.version)
  const known = await find(target.get(`${API}/model-versions/get`, { name, version: version.version }))
  if (!known) {
    const { source, model_id } = sourceThere(version, names)
    const run_id = names.runs.get(version.run_id)?.id
    const { model_version: made } = (await target.send('POST', `${API}/model-versions/create`, {
      ...{ name, source, tags, description, run_link },
      ...(run_id !== undefined && { run_id }),
      ...(model_id !== undefined && { model_id }),
    })) as { model_version: { version: string } }
    if (Number(made.version) < number) {
      // A number that was given and deleted here is given and deleted there.
      await target.send('DELETE', `${API}/model-versions/delete`, { name, version: made.version })
      return sendVersion({ target, tally } as Task, version, names)
    }
    if (Number(made.version) > number) tally.leave(`version ${number} of ${name}`, `it became version ${made.version}`)
  }
  if (stage && stage !== 'None')
    await target.send('POST', `${API}/model-versions/transition-stage`, {
      ...{ name, version: version.version, stage, archive_existing_versions: false },
    })
  if (known) tally.know('versions')
  else tally.add('versions')
}

export async function sendModel(task: Task, model: SourceModel, names: Names): Promise<void> {
  const { source, target, tally } = task
  const { name, description, tags, aliases } = model
  const known = await find(target.get(`${API}/registered-models/get`, { name }))
  if (!known) await target.send('POST', `${API}/registered-models/create`, { name, description, tags })
  else for (const tag of tags) await target.send('POST', `${API}/registered-models/set-tag`, { name, ...tag })
  const versions: SourceVersion[] = []
  for await (const page of source.versions(name)) versions.push(...page)
  for (const version of versions.toSorted((a, b) => Number(a.version) - Number(b.version)))
    await orLeave(tally, `version ${version.version} of ${name}`, () => sendVersion(task, version, names))
  for (const alias of aliases)
    await orLeave(tally, `alias ${alias.alias} of ${name}`, async () => {
      await target.send('POST', `${API}/registered-models/alias`, { name, ...alias })
    })
  if (known) tally.know('models')
  else tally.add('models')
}
