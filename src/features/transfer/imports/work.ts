/**
 * Takes in all of a source: experiments, their runs with points and files, models. Everything is known by its own id,
 * so what was taken before a break is not taken twice.
 */

import type { Source, SourceExperiment, SourceRun } from '../source.ts'
import type { ImportRow, ImportStore } from '../store/imports.ts'
import { type experimentPlacer, inOrder, shortPlace } from '../taking/experiments.ts'
import { takeFiles } from '../taking/files.ts'
import { takeLoggedModels } from '../taking/logged-models.ts'
import { takePoints } from '../taking/points.ts'
import type { TakePorts } from '../taking/ports.ts'
import type { registryWork } from '../taking/registry.ts'
import type { Tally } from '../taking/tally.ts'

interface Parts {
  ports: TakePorts
  store: ImportStore
  place: ReturnType<typeof experimentPlacer>
  takeRegistry: ReturnType<typeof registryWork>
}

export interface Task {
  row: ImportRow
  source: Source
  tally: Tally
  signal: AbortSignal
}

const DELETED = 'another experiment here holds a run of this id'

export const isWanted = ({ name, experiment_id }: SourceExperiment, wanted: string[] | null): boolean =>
  wanted === null || wanted.includes(name) || wanted.includes(experiment_id)

export function importWork({ ports, store, place, takeRegistry }: Parts) {
  async function takeRuns({ row, source, tally, signal }: Task, here: string, runs: SourceRun[]): Promise<void> {
    const { workspace_id: workspace, account_id: accountId, options } = row
    const placed = await ports.track.take.runs({ workspace, accountId }, here, runs, { tells: false })
    const mine = runs.filter(({ run_id }) => placed.has(run_id))
    for (const run of runs) if (!placed.has(run.run_id)) tally.leave('runs', DELETED, run.name || run.run_id)
    const wanted = mine.map((run) => ({ id: placed.get(run.run_id)!.id, run, keys: run.latest.map(({ key }) => key) }))
    await takePoints(ports.track, workspace, source, wanted, async (all) => {
      for (const { run, read, added } of all) {
        signal.throwIfAborted()
        const { isNew, artifactUri } = placed.get(run.run_id)!
        if (options.files)
          await takeFiles(
            ports.artifacts,
            workspace,
            source,
            { from: run.artifact_uri, to: artifactUri, whose: run.name },
            tally,
            signal,
          )
        tally.add('runs', isNew ? 1 : 0, isNew ? 0 : 1)
        tally.add('points', added, read - added)
      }
      await store.noteWhole(
        row,
        all.map(({ run: { run_id }, read, added }) => {
          return { run_id, is_new: placed.get(run_id)!.isNew, added, known: read - added }
        }),
      )
    })
  }

  /** What there is, without its points and files: they would have to be read to be counted. */
  async function look({ source, tally, signal }: Task, experiment: SourceExperiment): Promise<void> {
    for await (const runs of source.runs(experiment.experiment_id)) {
      signal.throwIfAborted()
      tally.add('runs', runs.length)
    }
    for await (const models of source.loggedModels(experiment.experiment_id)) tally.add('logged_models', models.length)
  }

  async function takeExperiment(task: Task, experiment: SourceExperiment, whole: Set<string>): Promise<void> {
    const { row, source, tally, signal } = task
    const { workspace_id: workspace, options } = row
    tally.at('runs', experiment.name)
    const where = {
      workspace,
      origin: row.place,
      suffixes: options.on_clash === 'suffix',
      isDry: options.dry_run,
      joins: true,
      renews: true,
    }
    const placed = await place(source, experiment, where, tally)
    if (!placed) return
    if (options.dry_run) return look(task, experiment)
    for await (const page of source.runs(experiment.experiment_id)) {
      signal.throwIfAborted()
      await takeRuns(
        task,
        placed.id,
        page.filter(({ run_id }) => !whole.has(run_id)),
      )
    }
    for await (const models of source.loggedModels(experiment.experiment_id)) {
      signal.throwIfAborted()
      const actor = { workspace, accountId: row.account_id }
      await takeLoggedModels(ports, actor, source, placed.id, models, { files: options.files, tally, signal })
    }
  }

  return async (task: Task): Promise<void> => {
    const { row, source, tally, signal } = task
    tally.at('looking', shortPlace(source))
    const { version, counts = {}, left } = await source.check()
    tally.sawVersion(version)
    tally.leaveAll(left)
    const all = await inOrder(source.experiments())
    const wanted = all.filter((experiment) => isWanted(experiment, row.options.experiments))
    for (const name of row.options.experiments ?? [])
      if (!all.some((experiment) => isWanted(experiment, [name])))
        tally.leave('experiments', 'the source has none of that name or id', name)
    tally.total('experiments', wanted.length)
    if (wanted.length === all.length) {
      tally.total('runs', counts.runs)
      tally.total('points', counts.points)
      tally.total('models', counts.models)
      tally.total('versions', counts.versions)
    }
    const done = await store.wholeRuns(row)
    const sumOf = (some: typeof done, what: 'added' | 'known') =>
      some.reduce((sum, each) => sum + Number(each[what]), 0)
    const fresh = done.filter(({ is_new }) => is_new)
    tally.set('runs', fresh.length, done.length - fresh.length)
    tally.set('points', sumOf(done, 'added'), sumOf(done, 'known'))
    for (const kind of ['logged_models', 'models', 'versions'] as const) tally.set(kind, 0, 0)
    const whole = new Set(done.map(({ run_id }) => run_id))
    for (const experiment of wanted) {
      signal.throwIfAborted()
      await takeExperiment(task, experiment, whole)
    }
    // Whoever asked for some experiments did not ask for models, which belong to none.
    if (row.options.experiments === null) {
      const { on_clash, dry_run: isDry } = row.options
      const how = { origin: row.place, suffixes: on_clash === 'suffix', isDry, tally, signal }
      await takeRegistry({ workspace: row.workspace_id, accountId: row.account_id }, source, how)
    }
    // A folder learns what of it is broken as it is read.
    tally.leaveAll(left)
  }
}
