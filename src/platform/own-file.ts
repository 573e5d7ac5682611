/** A small file that is made once, whole or not at all, and readable by its owner only. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

export function readOwn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** What the file says; where there is none, what `make` gives, unless another process has just made it. */
export function readOrMakeOwn(path: string, make: () => string): string {
  const known = readOwn(path)
  if (known !== undefined) return known
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, make(), { mode: 0o600, flush: true })
  try {
    linkSync(beside, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(beside)
  }
  return readFileSync(path, 'utf8')
}
