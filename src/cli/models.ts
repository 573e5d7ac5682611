/** `bellwether models`: the registry: what is registered, what a version is, register, name by an alias. */
import type { Command } from 'commander'
import { registered } from '../features/models/contract/own.ts'
import { registry } from '../features/models/contract/registry.ts'
import { STAGES } from '../features/models/contract/shapes.ts'
import { versions } from '../features/models/contract/versions.ts'
import type { Reply } from '../lib/contract.ts'
import { type Client, connect } from './client.ts'
import { type ServerOptions, withServer } from './find-server.ts'
import { integer, oneOf, type Pair, pairs } from './options.ts'
import { note, paint, print, printJson, Refused, Usage } from './output.ts'
import { type Column, table } from './table.ts'
import { ago, bytes } from './words.ts'

type Model = Reply<typeof registered.models>['models'][number]
type Version = Reply<typeof registered.versions>['versions'][number]
type Whole = Reply<typeof registered.version>
type Field = NonNullable<NonNullable<Whole['signature']>['inputs']>[number]

const MODELS: Column<Model>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'VERSIONS', of: ({ versions: count }) => String(count), right: true },
  { title: 'LATEST', of: ({ latest }) => (latest ? `v${latest.version}` : '') },
  { title: 'ALIASES', of: ({ aliases }) => aliases.map(({ alias, version }) => `${alias} → v${version}`).join(', ') },
  { title: 'CHANGED', of: ({ changed_at }) => ago(Number(changed_at)) },
]

const VERSIONS: Column<Version>[] = [
  { title: 'VERSION', of: ({ version }) => `v${version}`, right: true },
  { title: 'ALIASES', of: ({ aliases }) => aliases.join(', ') },
  { title: 'STAGE', of: ({ stage }) => (stage === 'None' ? '' : stage) },
  { title: 'REGISTERED', of: ({ registered_at }) => ago(Number(registered_at)) },
  { title: 'BY', of: ({ registered_by }) => registered_by ?? '' },
  { title: 'SOURCE', of: ({ source }) => source },
]

interface Page {
  limit: number
}

async function list({ search, alias, stage, prompts, limit, ...options }: ServerOptions & Page & Partial<Filter>) {
  const result = await connect(options).call(registered.models, { search, alias, stage, prompts, limit })
  if (options.json) return printJson(result)
  const none = 'No models. Register one: bw models register NAME SOURCE, or mlflow.register_model.'
  print(result.models.length ? table(result.models, MODELS) : none)
  if (result.next_cursor) note(`There are more than ${limit}. --limit shows more, --search fewer.`)
}
interface Filter {
  search: string
  alias: string
  stage: (typeof STAGES)[number]
  prompts: boolean
}

async function listVersions(name: string, { limit, ...options }: ServerOptions & Page): Promise<void> {
  const result = await connect(options).call(registered.versions, { name, limit })
  if (options.json) return printJson(result)
  print(result.versions.length ? table(result.versions, VERSIONS) : `${name} has no version yet.`)
  if (result.next !== null) note(`There are more than ${limit}. --limit shows more.`)
}

/** Lines of a name and a text, without those that say nothing. */
const facts = (pairs: [name: string, text: string | null | undefined | false][]): void => {
  for (const [name, text] of pairs) if (text) print(`${`${name}:`.padEnd(14)}${text}`)
}

const fieldWords = ({ name, type, shape, required, default: value }: Field): string =>
  `${name ?? ''}${name === null ? '' : ': '}${type}${shape ? ` [${shape.join(', ')}]` : ''}${required ? '' : ' (optional)'}${value === null ? '' : ` = ${value}`}`

function showVersion({ model, version, files, origin, signature, evaluations, ...rest }: Whole): void {
  print(paint('bold', `${model.name} v${version.version}`))
  const { external } = version
  facts([
    ['aliases', version.aliases.join(', ')],
    ['stage', version.stage !== 'None' && version.stage],
    ['description', version.description],
    [
      'registered',
      `${ago(Number(version.registered_at))}${version.registered_by ? ` by ${version.registered_by}` : ''}`,
    ],
    ['source', version.source],
    ['licence', external && (external.licence ?? 'unknown')],
    ['sha256', external && (external.sha256 ?? 'unknown')],
    ['run', origin.run && `${origin.run.name} (${origin.run.run_id}) of ${origin.run.experiment.name}`],
    ['logged model', origin.logged_model && `${origin.logged_model.name} (${origin.logged_model.model_id})`],
    ['copied from', origin.copied_from && `${origin.copied_from.name} v${origin.copied_from.version}`],
    ['files', files.count !== null && `${files.count}, ${bytes(Number(files.bytes))}, at ${files.uri}`],
    ['flavours', rest.flavours.map(({ name }) => name).join(', ')],
    ['takes', signature?.inputs?.map(fieldWords).join(', ')],
    ['returns', signature?.outputs?.map(fieldWords).join(', ')],
    ['params', signature?.params?.map(fieldWords).join(', ')],
    ['needs', rest.requirements.join(', ')],
    [
      'tags',
      Object.entries(version.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ],
    ['contents', rest.problem],
  ])
  for (const { run_name, run_id, dataset, metrics } of evaluations)
    facts([
      [
        'measured',
        `${metrics.map(({ key, value }) => `${key} ${value}`).join(', ')}${dataset ? ` on ${dataset.name}` : ''} in ${run_name ?? run_id}`,
      ],
    ])
}

async function show(name: string, version: string | undefined, options: ServerOptions): Promise<void> {
  const client = connect(options)
  if (version !== undefined) {
    const result = await client.call(registered.version, { name, version: version.replace(/^v(?=\d+$)/i, '') })
    return options.json ? printJson(result) : showVersion(result)
  }
  const { model } = await client.call(registered.model, { name })
  if (options.json) return printJson({ model })
  print(paint('bold', model.name))
  facts([
    ['description', model.description],
    ['aliases', model.aliases.map(({ alias, version: of }) => `${alias} → v${of}`).join(', ')],
    ['versions', String(model.versions)],
    ['latest', model.latest && `v${model.latest.version}, ${ago(Number(model.latest.registered_at))}`],
    [
      'tags',
      Object.entries(model.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ],
  ])
}

/** A model that is there already is as good as one that was made. */
async function make(client: Client, name: string): Promise<void> {
  await client.call(registry.create, { name }).catch((error: unknown) => {
    if (!(error instanceof Refused) || error.code !== 'RESOURCE_ALREADY_EXISTS') throw error
  })
}

/** What the server wants to hear beside a source is often said by the source. */
function originOf(source: string): { source: string; run_id?: string; model_id?: string } {
  const [, modelId] = /^(?:models:\/)?(m-[0-9a-f]{32})$/.exec(source) ?? []
  if (modelId) return { source: `models:/${modelId}`, model_id: modelId }
  const [, runId] = /^runs:\/+([^/]+)/.exec(source) ?? []
  return runId ? { source, run_id: runId } : { source }
}

interface Registration {
  run?: string
  model?: string
  description?: string
  tag?: Pair[]
}

async function register(name: string, given: string, options: ServerOptions & Registration): Promise<void> {
  const client = connect(options)
  const { run, model, description, tag: tags } = options
  await make(client, name)
  const { model_version } = await client.call(versions.create, {
    ...{ name, description, tags, ...originOf(given) },
    ...(run !== undefined && { run_id: run }),
    ...(model !== undefined && { model_id: model }),
  })
  if (options.json) return printJson({ model_version })
  print(`Registered ${name} v${model_version.version}.`)
}

interface External {
  licence: string
  sha256: string
  description?: string
  tag?: Pair[]
}

async function registerExternal(name: string, source: string, options: ServerOptions & External): Promise<void> {
  const { licence, sha256, description, tag = [] } = options
  const tags = Object.fromEntries(tag.map(({ key, value }) => [key, value]))
  const result = await connect(options).call(registered.registerExternal, {
    ...{ name, source, licence, sha256, description, tags },
  })
  if (options.json) return printJson(result)
  print(`Registered ${name} v${result.version.version}, whose files are at ${source}.`)
}

async function alias(
  name: string,
  word: string,
  version: string | undefined,
  { remove, ...options }: ServerOptions & { remove?: boolean },
): Promise<void> {
  if (remove ? version !== undefined : version === undefined)
    throw new Usage('Name the version that the alias is to point at, or --remove.')
  const client = connect(options)
  if (version === undefined) await client.call(registry.deleteAlias, { name, alias: word })
  else await client.call(registry.setAlias, { name, alias: word, version: version.replace(/^v(?=\d+$)/i, '') })
  if (options.json) return printJson((await client.call(registered.model, { name })).model)
  print(
    version === undefined
      ? `${name} has no alias ${word} any more.`
      : `${name}@${word} is v${version.replace(/^v/i, '')}.`,
  )
}

const stages = Object.fromEntries(STAGES.map((stage) => [stage.toLowerCase(), stage])) as Record<
  string,
  (typeof STAGES)[number]
>
const tags = ['--tag <key=value>', 'a tag; may be given several times', pairs] as const
const limit = ['--limit <n>', 'at most so many', integer(1, 500), 100] as const

export function addModels(program: Command): void {
  const command = program.command('models').description('registered models, their versions and aliases')
  withServer(command.command('ls').alias('list').description('what is registered'))
    .option('--search <text>', 'names that hold this')
    .option('--alias <alias>', 'models that have this alias')
    .option('--stage <stage>', 'models with a version in this stage', oneOf(stages))
    .option('--prompts', 'prompts instead of models')
    .option(...limit)
    .action(list)
  withServer(
    command.command('show <name> [version]').description('a model; or one version: a number, latest or @alias'),
  ).action(show)
  withServer(command.command('versions <name>').description('the versions of a model, newest first'))
    .option(...limit)
    .action(listVersions)
  withServer(
    command
      .command('register <name> <source>')
      .description(
        'register a version from m-…, runs:/…, models:/… or an artifact URI; makes the model if there is none',
      ),
  )
    .option('--run <id>', 'the run that the source belongs to')
    .option('--model <id>', 'the logged model that the source belongs to')
    .option('--description <text>', 'what it is')
    .option(...tags)
    .action(register)
  withServer(
    command
      .command('register-external <name> <source>')
      .description('register a model that others made, such as hf://org/name@revision'),
  )
    .requiredOption('--licence <id>', 'its licence, as an SPDX id such as Apache-2.0')
    .requiredOption('--sha256 <hex>', 'what its files must be')
    .option('--description <text>', 'what it is')
    .option(...tags)
    .action(registerExternal)
  withServer(command.command('alias <name> <alias> [version]').description('let an alias point at a version'))
    .option('--remove', 'remove it')
    .action(alias)
}
