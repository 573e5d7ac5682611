#!/usr/bin/env node
/** The `bellwether` command (alias `bw`): one file per noun, exit codes 0 ok, 1 refused or failed, 2 usage, 3 unreachable. */
import { Command, CommanderError } from 'commander'
import { VERSION } from '../platform/http/system.ts'
import { reportError } from './output.ts'
import { addUp } from './up.ts'

const program = new Command('bellwether')
  .description('The control tower of the person who leads a machine-learning team.')
  .version(VERSION)
  .showHelpAfterError('(add --help for the options)')
  .exitOverride()
addUp(program)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? 0
        : 2
      : reportError(error, process.argv.includes('--json'))
}
