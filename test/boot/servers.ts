/** Servers of a test file on data directories of its own; whatever is left of them ends with the file. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { isAlive } from '../../src/platform/server-file.ts'
import { aDataDir, type Started, up } from './process.ts'

/** The process of the embedded PostgreSQL of a data directory, if it lives. */
export function postmaster(dir: string): number | undefined {
  const note = join(dir, 'database.json')
  if (!existsSync(note)) return undefined
  const file = join((JSON.parse(readFileSync(note, 'utf8')) as { dir: string }).dir, 'postmaster.pid')
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
  return pid && isAlive(pid) ? pid : undefined
}

export function bootServers() {
  const running: Started[] = []
  const dirs: string[] = []
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL')
    for (const dir of dirs) {
      const pid = postmaster(dir)
      if (pid) process.kill(pid, 'SIGKILL')
      rmSync(dirname(dir), { recursive: true, force: true })
    }
  })
  return {
    fresh(): string {
      const dir = aDataDir()
      dirs.push(dir)
      return dir
    },
    async serve(dir: string, options?: Parameters<typeof up>[1]): Promise<Started> {
      const server = await up(dir, options)
      running.push(server)
      return server
    },
  }
}
