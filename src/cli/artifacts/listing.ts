/** What lies in the folders of a run. */
import { files } from '../../features/artifacts/contract/files.ts'
import type { Reply } from '../../lib/contract.ts'
import type { Client } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'

export type OwnFile = Reply<typeof files.ofRun>['files'][number]

export interface RunOptions extends ServerOptions {
  experiment?: string
}

/** Everything in a folder of a run, a page at a time; '' is the root. */
export async function listFolder(client: Client, run_id: string, path: string, recursive: boolean) {
  const found: OwnFile[] = []
  let root_uri = ''
  let cursor: string | undefined
  do {
    const page = await client.call(files.ofRun, { run_id, path: path || undefined, recursive, cursor })
    found.push(...page.files)
    root_uri = page.root_uri
    cursor = page.next_cursor
  } while (cursor)
  return { root_uri, files: found }
}

/** Folders are written with or without a slash at the end. */
export const trimSlashes = (path: string): string => path.replace(/^\.?\/+|\/+$/g, '')
