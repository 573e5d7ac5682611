/** The rules of the source that a machine can check: who may import whom, in which order, how files are named and how long they are. */
import { expect, test } from 'vitest'
import { filesIn, find, type Import, importsOf, isCode, isTest, lineOf, type Node, read } from './harness/source.ts'

const sources = filesIn('src', 'web').filter(isCode)
const everything = filesIn('src', 'web', 'test', 'tools', 'bench')
const code = everything.filter(isCode)

/** Layers and what each may import. A feature's contract is a layer of its own because the browser reads it. */
const MAY_IMPORT: Record<string, string[]> = {
  lib: ['lib'],
  contract: ['lib', 'contract'],
  platform: ['lib', 'platform'],
  feature: ['lib', 'platform', 'contract', 'feature'],
  app: ['lib', 'platform', 'contract', 'feature', 'app'],
  // Made-up data: a client of the public API, as the command line is.
  demo: ['lib', 'contract', 'demo'],
  // The platform too: `up`, `doctor`, `backup` and `restore` work where no server runs.
  cli: ['lib', 'platform', 'contract', 'app', 'demo', 'cli'],
  web: ['lib', 'contract', 'web'],
}

function layerOf(path: string): string {
  if (path.startsWith('web/')) return 'web'
  if (/^src\/features\/[^/]+\/contract(\.ts|\/)/.test(path)) return 'contract'
  const folder = /^src\/(lib|platform|features|demo|cli)\//.exec(path)?.[1]
  return folder === 'features' ? 'feature' : (folder ?? 'app')
}

const featureOf = (path: string): string | undefined => /^src\/features\/([^/]+)\//.exec(path)?.[1]
const imports = sources.filter((path) => !isTest(path)).flatMap(importsOf)
const inside = imports.filter(({ to }) => /^(src|web)\//.test(to))
const show = ({ from, to }: Import): string => `${from} -> ${to}`

/** Features in the order in which createApp calls them. */
function wiringOrder(): { listed: string[]; called: string[] } {
  const app = read('src/app.ts')
  const listed = /FEATURES = \[([^\]]*)\]/.exec(app)?.[1]?.match(/[\w-]+/g) ?? []
  const toName = (feature: string): string => feature.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const features = new Map(listed.map((feature) => [toName(feature), feature]))
  const calls = find('src/app.ts', 'CallExpression').filter(({ callee }) => features.has(nameOf(callee)))
  return { listed, called: calls.map(({ callee }) => features.get(nameOf(callee))!) }
}
const nameOf = (node: unknown): string => String((node as Node | undefined)?.name ?? '')

test('imports point downwards', () => {
  for (const [layer, allowed] of Object.entries(MAY_IMPORT)) {
    const wrong = inside.filter(({ from, to }) => layerOf(from) === layer && !allowed.includes(layerOf(to)))
    expect
      .soft(
        wrong.map(show),
        `${layer} may import only ${allowed.join(', ')}; take the value as an argument, or move the code down`,
      )
      .toEqual([])
  }
})

test('every import of a file names a file that is there', () => {
  const known = new Set([...sources, ...everything, ...filesIn('docs')])
  const wrong = inside.filter(({ to }) => !known.has(to.split('?')[0]!))
  expect(wrong.map(show), 'write the path with its ending, .ts or .tsx').toEqual([])
})

test('a feature imports another only through its index.ts, and only types; contracts are free', () => {
  const across = inside.filter(({ from, to }) => featureOf(from) && featureOf(to) && featureOf(from) !== featureOf(to))
  const code = across.filter(({ to }) => layerOf(to) !== 'contract')
  const deep = code.filter(({ to }) => !/^src\/features\/[^/]+\/index\.ts$/.test(to))
  expect.soft(deep.map(show), "import the type from the other feature's index.ts").toEqual([])
  const values = code.filter(({ typeOnly }) => !typeOnly)
  expect(values.map(show), 'write `import type`, and let app.ts pass the value as an argument').toEqual([])
})

test('app.ts wires the features in the order of FEATURES, all of them', () => {
  const { listed, called } = wiringOrder()
  expect.soft(called, 'call each feature once in createApp, in the order of FEATURES').toEqual(listed)
  const folders = [...new Set(filesIn('src/features').map((path) => featureOf(path)!))]
  expect(folders.toSorted(), 'wire the feature in src/app.ts and add it to FEATURES').toEqual(listed.toSorted())
})

test('a feature depends only on features that are wired above it', () => {
  const { listed } = wiringOrder()
  const place = (path: string): number => listed.indexOf(featureOf(path)!)
  const wrong = inside.filter(({ from, to }) => featureOf(from) && featureOf(to) && place(to) > place(from))
  expect(wrong.map(show), 'declare a port in the index.ts of the earlier feature, and fill it in app.ts').toEqual([])
})

test('what the browser reads needs no Node', () => {
  const isPure = (path: string): boolean => /^(lib|contract)$/.test(layerOf(path)) || path.startsWith('web/src/')
  const wrong = imports.filter(({ from, to }) => isPure(from) && (to.startsWith('node:') || to === 'fastify'))
  expect(
    wrong.map(show),
    'lib, contracts and web/src run in the browser; take the clock or the bytes as an argument',
  ).toEqual([])
})

test('a contract imports no library but ours', () => {
  const wrong = imports.filter(({ from, to }) => layerOf(from) === 'contract' && !/^(src|web)\//.test(to))
  expect(wrong.map(show), 'import Type and route from lib/contract.ts').toEqual([])
})

test("a feature's table types stay inside it", () => {
  const wrong = inside.filter(({ from, to }) => /\/tables\.ts$/.test(to) && featureOf(to) !== featureOf(from))
  expect(
    wrong.map(show).filter((line) => !line.includes('src/platform/')),
    'read through the feature',
  ).toEqual([])
})

/** Where the nodes stand that `pick` keeps. */
const places = (paths: string[], types: string[], pick: (node: Node) => boolean = () => true): string[] =>
  paths.flatMap((path) =>
    find(path, ...types)
      .filter(pick)
      .map((node) => `${path}:${lineOf(path, node)}`),
  )

test('routes of features are mounted with mount or mountRaw, so that each has a policy', () => {
  const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'route', 'all'])
  const features = sources.filter((path) => featureOf(path) && !isTest(path))
  const wrong = places(features, ['CallExpression'], ({ callee }) => {
    const { object, property } = callee as { object?: Node; property?: Node }
    const isApp = nameOf(object) === 'app' || nameOf(object?.property) === 'app'
    return isApp && METHODS.has(nameOf(property))
  })
  expect(wrong, 'describe the route in contract.ts and mount it').toEqual([])
})

test('no file outgrows 300 lines', () => {
  const SOURCE = /\.(ts|tsx|mts|mjs|js|css|py)$/
  const lengths = everything
    .filter((path) => SOURCE.test(path))
    .map((path) => [path, read(path).split('\n').length - 1] as const)
  const long = lengths.filter(([, lines]) => lines > 300).map(([path, lines]) => `${path}: ${lines}`)
  expect(long, 'split the file by noun, never by kind').toEqual([])
})

test('files are named in kebab-case, by what they are about', () => {
  const wrong = code.filter(
    (path) => !path.split('/').every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(part)),
  )
  expect.soft(wrong, 'rename the file: small letters, words joined by hyphens').toEqual([])
  const EMPTY = /(^|[/-])(utils?|helpers?|types|common|managers?|misc|shared)(\.|\/)/
  expect(
    code.filter((path) => EMPTY.test(path)),
    'name the file by the noun it is about',
  ).toEqual([])
})

test('types vanish when they are stripped: no enums, no namespaces, no parameter properties', () => {
  const wrong = [
    ...places(code, ['TSEnumDeclaration', 'TSParameterProperty']),
    ...places(code, ['TSModuleDeclaration'], ({ kind }) => kind === 'namespace'),
  ]
  expect(wrong, 'use a union of words, or plain functions in a file').toEqual([])
})

test('only commands speak to the console', () => {
  const silent = sources.filter((path) => layerOf(path) !== 'cli' && !isTest(path))
  const wrong = places(silent, ['MemberExpression'], ({ object }) => nameOf(object) === 'console')
  expect(wrong, 'use the log of the platform, or show the message on the page').toEqual([])
})

test('nothing is left for later, and no path belongs to one machine', () => {
  const LATER = /\b(TO[D]O|FIX[M]E|XX[X])\b/
  const MACHINE = /(?<![\w.:/-])(\/(work|root|Users)\/|[A-Z]:\\\\?Users)/
  // Tests log made-up places of made-up people.
  const HOME = /(?<![\w.:/-])\/home\/[a-z]/
  const find = (pattern: RegExp, paths: string[]): string[] =>
    paths.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((text, i) => (pattern.test(text) ? [`${path}:${i + 1}`] : [])),
    )
  expect.soft(find(LATER, code), 'do it, or open an issue').toEqual([])
  const shipped = code.filter((path) => !path.startsWith('test/') && !isTest(path))
  const paths = [...find(MACHINE, code), ...find(HOME, shipped)]
  expect(paths, 'make the path from import.meta.dirname or a setting').toEqual([])
})

test('every source file opens with a sentence of purpose', () => {
  const silent = sources.filter(
    (path) => !isTest(path) && !/^(#!.*\n)?(import '.*\n)*\/(\*\*|\/)/.test(read(path)) && !path.endsWith('.d.ts'),
  )
  expect(silent, 'begin the file with a comment that says what it is for').toEqual([])
})

test('package-lock.json has the packages of every platform', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`])
      .map((name) => `${name} of ${path}`),
  )
  expect(missing, 'npm leaves out what its registry lacks, and then `npm ci` fails: put the lines back').toEqual([])
})
