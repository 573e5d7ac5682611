/** How a command says which source is meant, and how its credentials reach it without standing in a command line. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { fromEnv } from '../../platform/config.ts'
import { repeated } from '../options.ts'

export interface SourceOptions {
  experiment?: string[]
  user?: string
  sourceWorkspace?: string
}

export const withSource = (command: Command): Command =>
  command
    .option('--experiment <name>', 'only this one, by name or id; may come several times', repeated)
    .option('--user <name>', 'who the source knows you as; its password comes from BELLWETHER_SOURCE_PASSWORD')
    .option('--source-workspace <name>', 'of a source with several workspaces')
    .addHelpText(
      'after',
      '\nSecrets of the source come from BELLWETHER_SOURCE_PASSWORD or BELLWETHER_SOURCE_TOKEN (or ..._FILE).',
    )

/** A path is the server's: what is beside the command is named in full. */
const toUri = (source: string): string =>
  !/^[a-z][\w+]*:/i.test(source) && existsSync(source) ? resolve(source) : source

export function toInput(source: string, { experiment, user, sourceWorkspace }: SourceOptions) {
  const password = user === undefined ? undefined : fromEnv(process.env, 'BELLWETHER_SOURCE_PASSWORD')
  const token = user === undefined ? fromEnv(process.env, 'BELLWETHER_SOURCE_TOKEN') : undefined
  return {
    uri: toUri(source),
    ...(experiment && { experiments: experiment }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
    ...(sourceWorkspace !== undefined && { source_workspace: sourceWorkspace }),
  }
}
