/**
 * `npm run verify package`: packs, and starts the tarball with npx as somebody does who has nothing of it yet, on the
 * oldest Node that is promised and on the one of a clone; then pages, REST and the stock client, twice on the same data.
 */
import { execFile, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { readServerFile } from '../../src/platform/server-file.ts'
import { freePort } from '../../test/boot/process.ts'
import { pack, strangerEnv } from '../../test/package/install.ts'
import { logByClient, logByRest, readPage } from '../../test/package/work.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { isWell, signalAll } from './process.ts'

const ROOT = join(import.meta.dirname, '../..')
const OLDEST = `${/\d+\.\d+/.exec(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.node as string)![0]}.0`
const READY_WITHIN_MS = 180_000

/** The oldest Node, from npm, beside the Python environments. */
async function oldestNode(): Promise<string> {
  const into = join(ROOT, '.venv', `node-${OLDEST}`)
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const path = join(into, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(path)) return path
  mkdirSync(into, { recursive: true })
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--prefix', into, `${name}@${OLDEST}`])
  return path
}

const sizeOf = (path: string): number => {
  const info = statSync(path, { throwIfNoEntry: false })
  if (!info?.isDirectory()) return info?.size ?? 0
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

interface Place {
  node: string
  tarball: string
  home: string
  cache: string
  dataDir: string
}

/** One life of the server; returns how long it took to be ready, npm's work included. */
async function live(
  { node, tarball, home, cache, dataDir }: Place,
  work: (url: string) => Promise<void>,
): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const args = ['--yes', `./${basename(tarball)}`, 'up', '--port', String(port), '--data-dir', dataDir]
  const child = spawn('npx', args, { cwd: home, env: strangerEnv(node, { npm_config_cache: cache }), stdio: 'inherit' })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const url = `http://127.0.0.1:${port}`
  try {
    if (!(await isWell(url, child, READY_WITHIN_MS))) throw new Error(`npx ${args.join(' ')} brought no server up`)
    const ready = Math.round(performance.now() - began)
    await work(url)
    process.kill(readServerFile(dataDir)!.pid, 'SIGTERM')
    if ((await ended) !== 0) throw new Error('the server did not end cleanly')
    return ready
  } finally {
    signalAll([readServerFile(dataDir)?.pid, child.pid], 'SIGTERM')
  }
}

async function checkOn(node: string, tarball: string) {
  const folder = makeDataDir('bellwether-npx-')
  const [home, cache, dataDir] = ['home', 'cache', 'data'].map((name) => join(folder, name)) as [string, string, string]
  mkdirSync(home)
  copyFileSync(tarball, join(home, basename(tarball)))
  const place: Place = { node, tarball, home, cache, dataDir }
  try {
    const { stdout } = await promisify(execFile)(node, ['--version'])
    const first = await live(place, async (url) => {
      await readPage(url)
      await logByRest(url)
      await logByClient(url)
    })
    const again = await live(place, readPage)
    return {
      node: stdout.trim(),
      first_ready_ms: first,
      again_ready_ms: again,
      installed_bytes: sizeOf(join(cache, '_npx')),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function packed(): Promise<Evidence> {
  const folder = makeDataDir('bellwether-pack-')
  try {
    const { tarball, size, unpackedSize, files } = await pack(folder)
    const nodes = []
    for (const node of [await oldestNode(), process.execPath]) nodes.push(await checkOn(node, tarball))
    return {
      ok: nodes.length === 2 && nodes[0]!.node === `v${OLDEST}`,
      figures: { tarball_bytes: size, unpacked_bytes: unpackedSize, files: files.length, nodes },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
