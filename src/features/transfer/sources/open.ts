/** Which kind of source an address names, and how each is opened. */
import { invalid } from '../../../lib/failure.ts'
import type { Outside } from '../../../platform/outside/fetch.ts'
import type { Source } from '../source.ts'
import { openDatabase } from './database.ts'
import { openFolder } from './folder.ts'
import { serverSource } from './server.ts'
import type { StoreOptions } from './stores.ts'

export type SourceKind = Source['kind']

/** How a server knows whoever asks it. */
export interface Credentials {
  user?: string | undefined
  password?: string | undefined
  token?: string | undefined
}

export interface OpenOptions extends StoreOptions {
  outside: Outside
  credentials?: Credentials | undefined
  /** Of a server that has several: sent as MLflow's header. */
  workspace?: string | undefined
  /** The source may be on this machine itself. */
  loopback?: boolean | undefined
  signal?: AbortSignal | undefined
}

/** `https://…` is a server, `sqlite:///…` and `postgresql://…` a database, a path a folder of files. */
export function kindOf(uri: string): SourceKind {
  if (/^https?:\/\//i.test(uri)) return 'server'
  if (/^(sqlite|postgres(ql)?)(\+\w+)?:/i.test(uri)) return 'database'
  if (/^(file:)?(\/|[a-z]:[\\/])/i.test(uri)) return 'folder'
  throw invalid(
    `Parameter 'uri' is '${uri.slice(0, 100)}'. Give the address of a server (https://…), a database (sqlite:///… or postgresql://…), or the whole path of a folder.`,
  )
}

/** Whoever opens a source closes it. */
export async function openSource(uri: string, options: OpenOptions): Promise<Source> {
  const kind = kindOf(uri)
  if (kind === 'server') return serverSource(uri, options)
  return kind === 'database' ? openDatabase(uri, options) : openFolder(uri, options)
}
