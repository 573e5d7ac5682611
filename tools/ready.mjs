/**
 * Makes a clone ready for an npm script: packages as package-lock.json has them, a Node that is new enough and, with
 * the argument `web`, a built web app. It runs on Node 20, because it is what installs the Node that all else runs on.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { withLock } from './lock.mjs'
import { main, root, run, say, scriptEnv, told } from './process.mjs'

const NEEDED = [22, 18]
const MARKER = 'node_modules/.installed'
const WINDOWS = process.platform === 'win32'

const stat = (path) => statSync(join(root, path), { throwIfNoEntry: false })
const read = (path) => (stat(path) ? readFileSync(join(root, path), 'utf8') : undefined)

const fingerprint = () =>
  createHash('sha256')
    .update(`${process.platform} ${process.arch} ${read('package-lock.json')}`)
    .digest('hex')

/** Optional packages are wanted where the lock says that they are for this platform, whatever its C library. */
function isWanted({ optional, os, cpu, libc }) {
  if (!optional) return true
  const fits = (list, here) => list !== undefined && [list].flat().includes(here)
  return fits(os, process.platform) && fits(cpu, process.arch) && !libc
}

/** True when what npm noted down in node_modules is what the lock asks for: somebody may have installed by hand. */
function agrees() {
  const note = read('node_modules/.package-lock.json')
  if (!note) return false
  const have = JSON.parse(note).packages
  return Object.entries(JSON.parse(read('package-lock.json')).packages).every(
    ([path, wanted]) => path === '' || (have[path] ? have[path].version === wanted.version : !isWanted(wanted)),
  )
}

const mark = () => writeFileSync(join(root, MARKER), fingerprint())

function isInstalled() {
  if (read(MARKER) === fingerprint()) return true
  if (!agrees()) return false
  mark()
  return true
}

/** Runs npm with the Node that npm itself runs on: the one in node_modules may be about to be replaced. */
function npm(args) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  return script && basename(script) === 'npm-cli.js'
    ? run(node ?? process.execPath, [script, ...args])
    : run(WINDOWS ? 'npm.cmd' : 'npm', args, { shell: WINDOWS })
}

async function install() {
  say('Installing the packages of package-lock.json with npm ci; the first time takes a minute or two.')
  const inUse = WINDOWS && process.execPath.startsWith(join(root, 'node_modules'))
  // Windows deletes no program that runs, and `npm ci` begins by deleting everything.
  const { code, output } = await npm([inUse ? 'install' : 'ci', '--include=dev', '--include=optional'])
  if (code !== 0)
    throw told(
      `${output.trim()}\n\nThe packages could not be installed: npm ended with code ${code}, its words are above. Try "npm ci".`,
    )
  mark()
}

/** Ends with a sentence unless `node` in an npm script, where node_modules/.bin comes first, is new enough. */
async function checkNode(installed) {
  // An npm script that found everything in place runs on the very Node in question.
  const isIt = !installed && process.env.npm_lifecycle_event !== undefined
  const found = isIt ? process.version : (await run('node', ['-v'], { env: scriptEnv(), shell: WINDOWS })).stdout.trim()
  const [major = 0, minor = 0] = found.replace(/^v/, '').split('.').map(Number)
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return
  throw told(
    `Bellwether needs Node ${NEEDED.join('.')} or newer, but npm scripts here find ${found || 'none'}: install it from https://nodejs.org and run the same command again.`,
  )
}

/** The latest change below a path, folders included, because they change when a file goes; 0 if there is nothing. */
function changedAt(path, skipped = []) {
  const info = stat(path)
  if (!info) return 0
  if (!info.isDirectory()) return info.mtimeMs
  const inside = readdirSync(join(root, path)).filter((name) => !skipped.includes(name))
  // A folder that holds something skipped changes with it.
  return Math.max(skipped.length ? 0 : info.mtimeMs, ...inside.map((name) => changedAt(`${path}/${name}`)))
}

function isWebStale() {
  if (!stat('web/index.html')) return false
  const built = stat('web/dist/index.html')
  if (!built) return true
  const contracts = readdirSync(join(root, 'src/features')).flatMap((feature) => [
    `src/features/${feature}/contract`,
    `src/features/${feature}/contract.ts`,
  ])
  const sources = ['src/lib', 'package-lock.json', ...contracts].map((path) => changedAt(path))
  return Math.max(changedAt('web', ['dist', 'node_modules']), ...sources) > built.mtimeMs
}

async function buildWeb() {
  say('Building the web app (vite build web); this takes a few seconds.')
  const { code, output } = await npm(['run', '--silent', 'build:web'])
  if (code !== 0) throw told(`${output.trim()}\n\nThe web app could not be built: Vite's words are above.`)
}

await main(async () => {
  const withWeb = process.argv.includes('web')
  if (isInstalled() && !(withWeb && isWebStale())) return checkNode(false)
  await withLock(
    join(root, '.venv', 'ready.lock'),
    () => say('Another process is installing or building; waiting for it.'),
    async () => {
      if (!isInstalled()) await install()
      await checkNode(true)
      if (withWeb && isWebStale()) await buildWeb()
    },
  )
})
