/** Everything that is noted down about a command before it starts, gathered at once and in little time. */
import type { own } from '../../features/track/contract/own.ts'
import type { Input } from '../../lib/contract.ts'
import { askDevice } from './device.ts'
import { askGit } from './git.ts'
import { askPython } from './python.ts'
import { toCommandLine, withoutSecrets } from './secrets.ts'

export type Captured = Input<typeof own.startExecution>

/** A command must not wait long for being described. */
const WITHIN_MS = 3_000

/** Text that the server accepts: no NUL, no half characters. */
const clean = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed()

const cleanAll = (words: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).map(([key, value]) => [clean(key), clean(String(value))]))

/** What does not answer in time is unknown, and the command starts all the same. */
export async function capture(command: readonly string[], cwd: string, withinMs = WITHIN_MS): Promise<Captured> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), withinMs)
  const [code, python, device] = await Promise.all([
    askGit(cwd, stop.signal),
    askPython(command, cwd, stop.signal),
    askDevice(cwd, stop.signal),
  ]).finally(() => clearTimeout(timer))
  return {
    command: clean(toCommandLine(withoutSecrets(command))),
    directory: clean(cwd),
    ...code,
    python: python.python,
    packages: python.packages && cleanAll(python.packages),
    device: cleanAll(device),
  }
}
