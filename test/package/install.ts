/** Packs the package and installs it into an empty folder, as somebody who never saw the sources does. */
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '../..')
const WINDOWS = process.platform === 'win32'

export interface Packed {
  /** The path of the tarball. */
  tarball: string
  size: number
  unpackedSize: number
  files: { path: string; size: number; mode: number }[]
}

/** What npm scripts and settings of this run say must not reach a stranger's npm; where packages are had from must. */
const OWN = /^(npm_(?!config_(registry|cache|userconfig))|INIT_CWD|NODE|BELLWETHER|MLFLOW|DATABASE_URL|VITEST)/i

/** The environment of somebody whose Node is `node` and who works outside of any clone. */
export function strangerEnv(node: string, more: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !OWN.test(name))
  const paths = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'))
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    PATH: [dirname(node), ...paths].join(delimiter),
    ...more,
  }
}

/** What it prints; a failure says what it said. */
const npm = async (args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<string> =>
  (await promisify(execFile)('npm', args, { ...options, shell: WINDOWS, maxBuffer: 16 << 20 })).stdout

/** `npm pack` of the clone, with all that it does before. */
export async function pack(into: string): Promise<Packed> {
  const said = await npm(['pack', '--json', '--pack-destination', into], { cwd: ROOT })
  // What its scripts say comes first.
  const told = JSON.parse(said.slice(said.search(/^[[{]\s*$/m))) as Packed[] | Record<string, Packed>
  const [packed] = Object.values(told) as (Packed & { filename: string })[]
  return { ...packed!, tarball: join(into, packed!.filename) }
}

/** Scripts of packages are not run: many companies forbid them. Packages that npm has seen before are not fetched. */
export async function install(tarball: string, into: string, node = process.execPath): Promise<void> {
  mkdirSync(into, { recursive: true })
  writeFileSync(join(into, 'package.json'), '{ "private": true }\n')
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball]
  await npm(args, { cwd: into, env: strangerEnv(node) })
}
