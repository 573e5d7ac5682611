/** The commands, one file per noun, and their exit codes: 0 ok, 1 refused or failed, 2 usage, 3 unreachable. */
import { Command, CommanderError } from 'commander'
import { VERSION } from '../platform/version.ts'
import { reportError } from './output.ts'

type Add = (program: Command) => void

/** In the order of the help. A command loads its own file only, so that it starts at once. */
const COMMANDS: Record<string, () => Promise<Add>> = {
  up: async () => (await import('./up.ts')).addUp,
  doctor: async () => (await import('./doctor/doctor.ts')).addDoctor,
  login: async () => (await import('./login.ts')).addLogin,
  logout: async () => (await import('./login.ts')).addLogout,
  today: async () => (await import('./today.ts')).addToday,
  experiments: async () => (await import('./experiments.ts')).addExperiments,
  runs: async () => (await import('./runs/runs.ts')).addRuns,
  artifacts: async () => (await import('./artifacts/artifacts.ts')).addArtifacts,
  data: async () => (await import('./data.ts')).addData,
  models: async () => (await import('./models.ts')).addModels,
  search: async () => (await import('./search.ts')).addSearch,
  lineage: async () => (await import('./lineage.ts')).addLineage,
  approvals: async () => (await import('./approvals.ts')).addApprovals,
  audit: async () => (await import('./audit/audit.ts')).addAudit,
  handbook: async () => (await import('./handbook/handbook.ts')).addHandbook,
  team: async () => (await import('./handbook/team.ts')).addTeam,
  import: async () => (await import('./transfer/import.ts')).addImport,
  follow: async () => (await import('./transfer/follow.ts')).addFollow,
  trash: async () => (await import('./trash.ts')).addTrash,
  gc: async () => (await import('./trash.ts')).addGc,
  webhooks: async () => (await import('./webhooks.ts')).addWebhooks,
  workspaces: async () => (await import('./workspaces.ts')).addWorkspaces,
  accounts: async () => (await import('./accounts.ts')).addAccounts,
  members: async () => (await import('./members.ts')).addMembers,
  roles: async () => (await import('./roles.ts')).addRoles,
  tokens: async () => (await import('./tokens.ts')).addTokens,
  backup: async () => (await import('./backup/backup.ts')).addBackup,
  restore: async () => (await import('./restore.ts')).addRestore,
  export: async () => (await import('./export/export.ts')).addExport,
  identities: async () => (await import('./identities.ts')).addIdentities,
  demo: async () => (await import('./demo.ts')).addDemo,
  exec: async () => (await import('./exec/exec.ts')).addExec,
  completion: async () => (await import('./completion.ts')).addCompletion,
}

const EXIT_CODES = `
Exit codes: 0 ok, 1 refused or failed, 2 wrong usage, 3 no server reached.
The server is found by --url, BELLWETHER_URL, MLFLOW_TRACKING_URI, server.json in the data directory,
then http://127.0.0.1:7575. A token comes from BELLWETHER_TOKEN or MLFLOW_TRACKING_TOKEN (or ..._FILE), else from "login".`

/** The program with one command, or with all of them. */
export async function createProgram(only?: string): Promise<Command> {
  const program = new Command('bellwether')
    .description('The control tower of the person who leads a machine-learning team.')
    .version(VERSION, '-V, --version')
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(add --help for the options)')
    .enablePositionalOptions()
    .addHelpText('after', EXIT_CODES)
    // Subcommands inherit this when they are made: it must come first.
    .exitOverride()
  const names = only !== undefined && Object.hasOwn(COMMANDS, only) ? [only] : Object.keys(COMMANDS)
  for (const name of names) (await COMMANDS[name]!())(program)
  return program
}

/** Runs one command line; returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  // A reader that left, as in `bw runs ls | head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const word = argv[2]
  const program = await createProgram(word === 'completion' ? undefined : word)
  let json = false
  program.hook('preAction', (_program, action) => {
    json = action.opts<{ json?: boolean }>().json ?? false
  })
  try {
    await program.parseAsync(argv)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return reportError(error, json)
  }
}
