/** `npm run seed NAME`: fills a running server with made-up data through its public API, the same each time. */
import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander'
import { connect } from '../../src/cli/client.ts'
import { type ServerOptions, withAddress } from '../../src/cli/find-server.ts'
import { print, reportError } from '../../src/cli/output.ts'
import { points1m, runs10k } from './big.ts'
import { small } from './small.ts'
import { wide } from './wide.ts'

const SCENARIOS = {
  small,
  'runs-10k': runs10k,
  'points-1m': points1m,
  'runs-10k-500': (...args: Parameters<typeof small>) => wide(...args).then(() => undefined),
}
type Name = keyof typeof SCENARIOS

function time(text: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write it as 2026-06-01T00:00:00Z.')
  return at
}

async function seed(name: Name, { at = Date.now(), ...options }: ServerOptions & { at?: number }): Promise<void> {
  const began = performance.now()
  const client = connect(options)
  await SCENARIOS[name](client, at, print)
  print(`Seeded ${client.url} with ${name} in ${((performance.now() - began) / 1_000).toFixed(1)} s.`)
}

const command = withAddress(
  new Command('seed')
    .description('fill a running server with made-up data')
    .addArgument(new Argument('<name>', 'the scenario').choices(Object.keys(SCENARIOS)))
    .option('--at <time>', 'the present of the data, such as 2026-06-01T00:00:00Z (default: now)', time)
    .exitOverride(),
).action(seed)

try {
  await command.parseAsync()
} catch (error) {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportError(error, false)
}
