/** Finds the experiment or run that a person means by an id, the beginning of one, or a name. */

import { experiments } from '../features/track/contract/experiments.ts'
import { own } from '../features/track/contract/own.ts'
import type { Reply } from '../lib/contract.ts'
import { Failure, notFound } from '../lib/failure.ts'
import type { Client } from './client.ts'
import type { View } from './options.ts'
import { Refused } from './output.ts'

export type RunView = Reply<typeof own.searchRuns>['runs'][number]
export type ExperimentView = Reply<typeof own.experiment>['experiment']

const LEAST_PREFIX = 4
const SHOWN = 6

const isMissing = (error: unknown): boolean => error instanceof Refused && error.code === 'RESOURCE_DOES_NOT_EXIST'

/** An id, else a name; of two experiments with one name the active one counts. */
export async function resolveExperiment(client: Client, reference: string): Promise<ExperimentView> {
  const byId = (experiment_id: string) =>
    client.call(own.experiment, { experiment_id }).then((reply) => reply.experiment)
  if (/^\d{1,18}$/.test(reference)) {
    try {
      return await byId(reference)
    } catch (error) {
      // A name may be made of digits.
      if (!isMissing(error)) throw error
    }
  }
  try {
    const { experiment } = await client.call(experiments.getByName, { experiment_name: reference })
    return await byId(experiment.experiment_id)
  } catch (error) {
    if (isMissing(error))
      throw new Failure(
        'RESOURCE_DOES_NOT_EXIST',
        `No experiment has the id or the name '${reference}'. List them with "bellwether experiments ls".`,
      )
    throw error
  }
}

/** Every experiment there is, a page at a time. */
export async function allExperiments(client: Client, which: View = 'ALL'): Promise<ExperimentView[]> {
  const found: ExperimentView[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(own.experiments, { view: which, limit: 1_000, cursor })
    found.push(...page.experiments)
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  return found
}

/** A text as filters quote it. */
export function quote(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "''")}'`
}

export const shortId = (runId: string): string => runId.slice(0, 8)

interface Wanted {
  /** Where a name counts. */
  experiment?: string
  /** Which of several runs with one name is meant. */
  deleted?: boolean
}

/** A full id, the unique beginning of one, or with an experiment a unique name. */
export async function resolveRun(client: Client, given: string, wanted: Wanted = {}): Promise<RunView> {
  const id = given.toLowerCase().replace(/^(.{8})-(.{4})-(.{4})-(.{4})-(.{12})$/, '$1$2$3$4$5')
  if (/^[0-9a-f]{32}$/.test(id)) return (await client.call(own.run, { run_id: id })).run
  const isPrefix = /^[0-9a-f]{4,31}$/.test(id)
  const found = new Map<string, RunView>()
  const search = async (experiment_ids: string[], filter: string): Promise<void> => {
    const { runs } = await client.call(own.searchRuns, { experiment_ids, filter, view: 'ALL', limit: SHOWN + 1 })
    for (const run of runs) found.set(run.run_id, run)
  }
  if (wanted.experiment !== undefined) {
    const { experiment_id } = await resolveExperiment(client, wanted.experiment)
    await search([experiment_id], `attributes.run_name = ${quote(given)}`)
    if (isPrefix) await search([experiment_id], `attributes.run_id LIKE '${id}%'`)
  } else if (isPrefix) {
    const ids = (await allExperiments(client)).map((experiment) => experiment.experiment_id)
    await search(ids, `attributes.run_id LIKE '${id}%'`)
  }
  return pickOne(client, given, [...found.values()], wanted)
}

async function pickOne(client: Client, given: string, all: RunView[], { experiment, deleted = false }: Wanted) {
  const likely = all.filter((run) => run.deleted === deleted)
  const runs = likely.length ? likely : all
  if (runs.length === 1) return (await client.call(own.run, { run_id: runs[0]!.run_id })).run
  if (runs.length === 0) throw unknownRun(given, experiment)
  const names = runs.slice(0, SHOWN).map((run) => `${run.run_id.slice(0, 12)} (${run.name})`)
  const more = runs.length > SHOWN ? ' and more' : ''
  throw new Failure('INVALID_PARAMETER_VALUE', `'${given}' may mean ${names.join(', ')}${more}. Give more of the id.`)
}

function unknownRun(given: string, experiment: string | undefined): Failure {
  if (experiment !== undefined)
    return new Failure(
      'RESOURCE_DOES_NOT_EXIST',
      `No run in experiment '${experiment}' has the name or the id '${given}'. List them with "bellwether runs ls".`,
    )
  if (/^[0-9a-f]+$/i.test(given) && given.length >= LEAST_PREFIX) return notFound('Run', given)
  return new Failure(
    'RESOURCE_DOES_NOT_EXIST',
    `'${given}' is not the id of a run, nor the first ${LEAST_PREFIX} or more characters of one. To find a run by its name, name its experiment with --experiment.`,
  )
}
