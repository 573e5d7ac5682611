/** `<data>/server.json` says where the server of a data directory answers; a lock lets only one run at a time. */
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { explainFileError } from './postgres/cluster.ts'

export interface ServerFile {
  url: string
  pid: number
}

export function readServerFile(dataDir: string): ServerFile | undefined {
  const path = join(dataDir, 'server.json')
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ServerFile
  } catch {
    return undefined
  }
}

export const writeServerFile = (dataDir: string, file: ServerFile): void =>
  writeFileSync(join(dataDir, 'server.json'), `${JSON.stringify(file)}\n`, { mode: 0o600 })

/** One that ended is dead, also while its parent has not asked how: the first process of some containers never does. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return !isUncollected(pid)
}

/** Ended, but still a process id that nobody else may have; known on Linux only. */
export const isUncollected = (pid: number): boolean => statOf(pid)?.[0] === 'Z'

/** What Linux says of a process after its name; undefined where it does not. */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    return undefined
  }
}

/** When a process began, so that a process id given to another program is not taken for ours. */
const beganAt = (pid: number): string | undefined => statOf(pid)?.[19]

export interface Lock {
  release(): void
}

/**
 * Takes the lock of a data directory. Returns undefined when a living server holds it.
 * Throws a Failure with a sentence when the directory cannot be written.
 */
export async function takeLock(dataDir: string): Promise<Lock | undefined> {
  const path = join(dataDir, 'server.lock')
  try {
    await mkdir(dataDir, { recursive: true })
    for (let tries = 0; tries < 50; tries++) {
      try {
        const file = openSync(path, 'wx', 0o600)
        writeSync(file, `${process.pid} ${beganAt(process.pid) ?? ''}\n`)
        closeSync(file)
        return {
          release: () => {
            rmSync(path, { force: true })
            rmSync(join(dataDir, 'server.json'), { force: true })
          },
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const [pid, began] = readFileSync(path, 'utf8').trim().split(' ')
      // Being written this very moment.
      if (!pid) {
        await sleep(20)
        continue
      }
      if (isAlive(Number(pid)) && Number(pid) !== process.pid && (!began || beganAt(Number(pid)) === began))
        return undefined
      rmSync(path, { force: true })
    }
    return undefined
  } catch (error) {
    throw explainFileError(error, dataDir)
  }
}
