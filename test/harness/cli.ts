/** The real command line as a child process, in an environment that says nothing of other servers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { parseJson } from '../../src/lib/json.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

export interface Said {
  /** 128 + n is not made up here: undefined if a signal ended it. */
  code: number | undefined
  stdout: string
  stderr: string
  /** Stdout, parsed. */
  json<T = Record<string, unknown>>(): T
}

interface Options {
  env?: Record<string, string>
  cwd?: string
}

/** A folder that goes away after the file's last test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bellwether-cli-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const quiet = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(BELLWETHER|MLFLOW|GIT)_|^(DATABASE_URL|FORCE_COLOR)$/.test(name)),
)

/** A command line of one test file: `url` is the server that its commands find. */
export function commandLine(url?: string) {
  const home = folder()
  const start = (args: string[], { env = {}, cwd = home }: Options = {}): ChildProcess =>
    spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { ...quiet, ...(url && { BELLWETHER_URL: url }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const ended = (child: ChildProcess): Promise<Said> =>
    new Promise((resolve) => {
      let stdout = ''
      let stderr = ''
      child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      child.once('close', (code) =>
        resolve({ code: code ?? undefined, stdout, stderr, json: <T>() => parseJson(stdout) as T }),
      )
    })
  return {
    home,
    /** Begins a command that stays. */
    start,
    ended,
    /** Runs a command to its end. */
    bw: (args: string[], options?: Options): Promise<Said> => ended(start(args, options)),
  }
}
