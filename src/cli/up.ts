/** `bellwether up`: starts the server and stays until it is told to stop. */
import type { Command } from 'commander'
import { type Config, type Flags, loadConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { startServer } from '../server.ts'
import type { ServerDemo } from './demo.ts'
import { note, Usage } from './output.ts'

interface Options {
  host?: string
  port?: string
  dataDir?: string
  databaseUrl?: string
  roles?: string
  basePath?: string
  demo?: boolean
  json?: boolean
}

const toFlags = (o: Options): Flags => ({
  host: o.host,
  port: o.port,
  data_dir: o.dataDir,
  database_url: o.databaseUrl,
  roles: o.roles,
  base_path: o.basePath,
})

function readConfig(options: Options): Config {
  try {
    return loadConfig(toFlags(options))
  } catch (error) {
    throw new Usage((error as Error).message, { cause: error })
  }
}

async function up(options: Options): Promise<void> {
  const config = readConfig(options)
  const log = createLog(config.logLevel)
  const running = await startServer(config, log)
  const say = (url: string, already: boolean, setupLink?: string): void => {
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ url, already, data_dir: config.dataDir, setup_link: setupLink })}\n`
        : already
          ? `Bellwether already runs at ${url} (data in ${config.dataDir}).\n`
          : `\n  Bellwether is ready: ${url}\n  Data in ${config.dataDir}. Stop with Ctrl-C.\n  In Python: mlflow.set_tracking_uri("${url}")\n\n`,
    )
    if (setupLink && !options.json)
      process.stdout.write(
        `  This server has no owner yet and serves nothing until it has one.\n  Become its owner within an hour: ${setupLink}\n\n`,
      )
  }
  if ('already' in running) {
    say(running.already, true)
    if (options.demo)
      await (await import('./demo.ts')).load({ url: running.already, ...(options.json && { json: true }) })
    return
  }
  say(running.url, false, running.setupLink)
  const demo = demoOf(running.url)
  // The button of the first page; pressed again, it completes what is there.
  running.offerDemo(demo.begin)
  if (options.demo && running.setupLink)
    note('The demo needs an owner of the server. Become it, then load the demo with "bellwether demo load".')
  else if (options.demo) await demo.begin()
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => resolve(name))
  })
  log.info({ signal }, 'stopping')
  await demo.stop()
  await running.stop()
  process.exit(0)
}

/** The demo of this server, whose code is read only if somebody wants it. */
function demoOf(url: string) {
  let demo: Promise<ServerDemo> | undefined
  return {
    async begin(): Promise<void> {
      demo ??= import('./demo.ts').then(({ serverDemo }) => serverDemo(url))
      ;(await demo).begin()
    },
    stop: async (): Promise<void> => (await demo)?.stop(),
  }
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start the server (http://127.0.0.1:7575, data in ./bellwether-data)')
    .option('--host <address>', 'address to listen on')
    .option('--port <number>', 'port to listen on; an explicit port never hops')
    .option('--data-dir <folder>', 'where everything is kept')
    .option('--database-url <url>', 'use this PostgreSQL (15 or newer) instead of the embedded one')
    .option('--base-path <path>', 'path prefix behind a proxy')
    .option('--roles <list>', 'what this process does: api,jobs,models')
    .option('--demo', "load an invented team's 18 months into a workspace of their own")
    .option('--json', 'print JSON')
    .action(up)
}
