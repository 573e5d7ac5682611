/** `bellwether exec`: runs a command, notes down what it ran on, and closes the runs that it left open. */
import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { own } from '../../features/track/contract/own.ts'
import type { Input } from '../../lib/contract.ts'
import { toJson } from '../../lib/json.ts'
import { type Client, connect } from '../client.ts'
import { type ServerOptions, withAddress } from '../find-server.ts'
import { note } from '../output.ts'
import { allExperiments, type RunView } from '../resolve.ts'
import { type Captured, capture } from './capture.ts'
import { findNotebooks, keepNotebooks } from './notebooks.ts'
import { type Ending, environmentFor, exitCodeOf, run } from './process.ts'

interface Options extends ServerOptions {
  experiment?: string
  name?: string
  report?: string
}

const TRIES = 3
const PAUSE_MS = 500

/** The runs that a process made carry its id as a tag. */
async function runsOf(client: Client, executionId: string): Promise<RunView[]> {
  const experiment_ids = (await allExperiments(client)).map((experiment) => experiment.experiment_id)
  const filter = `tags.bellwether.execution = '${executionId}'`
  const order_by = ['attributes.start_time ASC']
  return (await client.call(own.searchRuns, { experiment_ids, filter, order_by, limit: 1_000 })).runs
}

/** The server may be restarting just now. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries))
    }
  }
}

/** Whatever goes wrong here: the command has run, and how it ended is what counts. */
async function finish(client: Client, input: Input<typeof own.finishExecution>): Promise<RunView[] | undefined> {
  try {
    await patiently(() => client.call(own.finishExecution, input))
    return await patiently(() => runsOf(client, input.execution_id))
  } catch (error) {
    note(
      `The command has ended, but the server could not be told: ${(error as Error).message} Its runs may say that they are running until they count as lost.`,
    )
    return undefined
  }
}

function sayWhatIsMissing({ commit, diff }: Captured): void {
  if (!commit) note('No git commit found here: runs of this command cannot be traced to their code.')
  else if (diff === undefined) note('The uncommitted changes could not be read in time; they stay unknown.')
  else if (diff.includes('characters: the rest is left out.'))
    note('The uncommitted changes are too long; they were cut.')
}

function sayWhatCame(client: Client, runs: RunView[] | undefined): void {
  if (runs?.length === 0)
    note(
      'No run was reported. A script makes one with mlflow.start_run(), without setting another tracking URI; the server is in MLFLOW_TRACKING_URI.',
    )
  for (const { name, state, run_id } of runs ?? []) note(`run ${name}  ${state}  ${client.runUrl(run_id)}`)
}

async function exec(command: string[], { experiment, name, report, ...options }: Options): Promise<void> {
  const client = connect(options)
  const cwd = process.cwd()
  const captured = await capture(command, cwd)
  const { execution_id } = await client.call(own.startExecution, captured)
  sayWhatIsMissing(captured)
  const env = environmentFor(client.place, { executionId: execution_id, experiment, name }, process.env, note)
  const began = Date.now()
  const ending = await run(command, env)
  const { exit_code, signal } = ending
  const runs = await finish(client, { execution_id, exit_code, signal })
  if (ending.error) note(ending.error)
  else if (!options.json) sayWhatCame(client, runs)
  if (runs?.length) {
    const ids = runs.map(({ run_id }) => run_id)
    await keepNotebooks(client, ids, findNotebooks(command, cwd, began), note)
  }
  const outcome = toOutcome(client, execution_id, ending, runs)
  if (report) write(report, outcome)
  if (options.json) process.stderr.write(outcome)
  process.exitCode = exitCodeOf(ending)
}

/** What came of a command, as one line of JSON. */
function toOutcome(client: Client, execution_id: string, ending: Ending, runs: RunView[] | undefined): string {
  const { exit_code, signal } = ending
  const told = runs?.map(({ run_id, name, state }) => ({ run_id, name, state, url: client.runUrl(run_id) }))
  return `${toJson({ execution_id, server: client.url, exit_code, signal, runs: told ?? null })}\n`
}

function write(file: string, outcome: string): void {
  try {
    writeFileSync(file, outcome)
  } catch (error) {
    note(`Cannot write the report: ${(error as Error).message}.`)
  }
}

const HELP = `
Notes down commit, uncommitted changes, Python packages and device for the runs that the command makes, and
closes what it leaves open. Sets MLFLOW_TRACKING_URI and MLFLOW_RUN_CONTEXT, which MLflow's client reads.
The exit code is the command's own; 128 + n if a signal ended it; 3 if no server is reached before it starts.

Example: bellwether exec --experiment vision -- python train.py --lr 0.1`

export function addExec(program: Command): void {
  const command = program
    .command('exec')
    .description('run a command and keep track of what it ran on')
    .usage('[options] -- <command...>')
    .argument('<command...>', 'the command and its arguments')
    .option('-e, --experiment <name>', 'the experiment of its runs (MLFLOW_EXPERIMENT_NAME)')
    .option('--name <name>', 'the name of its runs, unless the command names them itself')
    .option('--report <file>', 'write what came of it to this file as JSON')
    .option('--json', 'write what came of it as the last line of stderr: stdout belongs to the command')
    .passThroughOptions()
    .addHelpText('after', HELP)
    .action(exec)
  withAddress(command)
}
