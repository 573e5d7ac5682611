/** The log-ins that `bw login` keeps: a file in the user's own settings that nobody else may read. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { invalid } from '../lib/failure.ts'

export interface KeptLogIn {
  token: string
  /** The token's number, by which it is withdrawn. */
  id: number
  account: string
  /** Milliseconds since 1970; never is left out. */
  expires_at?: number
}

type Kept = Record<string, KeptLogIn>

/** All workspaces of a server share a log-in. */
export const serverOf = (url: string): string => url.replace(/\/w\/[^/]+$/, '')

export function fileOf(env: NodeJS.ProcessEnv = process.env): string {
  const folder = process.platform === 'win32' ? env.APPDATA : env.XDG_CONFIG_HOME
  return join(folder || join(env.HOME || homedir(), '.config'), 'bellwether', 'log-ins.json')
}

function read(path: string): Kept {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw invalid(`Cannot read the kept log-ins in ${path}: ${(error as Error).message}.`)
  }
  try {
    return JSON.parse(text) as Kept
  } catch {
    throw invalid(`The kept log-ins in ${path} are damaged. Remove the file and log in again.`)
  }
}

/** Whole or not at all, and never for a moment readable by others. */
function write(path: string, kept: Kept): void {
  if (Object.keys(kept).length === 0) {
    rmSync(path, { force: true })
    return
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const next = `${path}.${process.pid}`
  writeFileSync(next, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
  // The mode above counts only for a file that was not there.
  chmodSync(next, 0o600)
  renameSync(next, path)
}

export function findLogIn(url: string, env?: NodeJS.ProcessEnv, now = Date.now()): KeptLogIn | undefined {
  const found = read(fileOf(env))[serverOf(url)]
  return found && (found.expires_at === undefined || found.expires_at > now) ? found : undefined
}

export function keepLogIn(url: string, logIn: KeptLogIn): string {
  const path = fileOf()
  write(path, { ...read(path), [serverOf(url)]: logIn })
  return path
}

/** What was kept, if anything was. */
export function forgetLogIn(url: string): KeptLogIn | undefined {
  const path = fileOf()
  const { [serverOf(url)]: found, ...rest } = read(path)
  if (found) write(path, rest)
  return found
}
