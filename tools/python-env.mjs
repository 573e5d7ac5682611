/**
 * Python environments for clients, twins and executors: `ensurePython('core')` returns the interpreter of an
 * environment with tools/python/core.txt, made in .venv the first time. `node tools/python-env.mjs core` prints its path.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './lock.mjs'
import { main, root, run, say, told } from './process.mjs'

const UV = 'uv==0.13.8'
const WINDOWS = process.platform === 'win32'
const home = join(root, '.venv')
const program = (dir, name) => (WINDOWS ? join(dir, 'Scripts', `${name}.exe`) : join(dir, 'bin', name))
const hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** The machine's own Python: where it is and its version. */
async function findPython() {
  const names = [process.env.BELLWETHER_PYTHON, 'python3', 'python'].filter(Boolean)
  for (const name of names) {
    const script =
      'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3]); sys.exit(sys.version_info < (3, 10))'
    const { code, stdout } = await run(name, ['-c', script])
    const [path, version] = stdout.trim().split(/\r?\n/)
    if (code === 0) return { path, version }
  }
  throw told(
    `Python 3.10 or newer is needed, and none of ${names.join(', ')} is one: install python3 with its venv module (Debian, Ubuntu: apt install python3-venv), or set BELLWETHER_PYTHON to it.`,
  )
}

/** The text of a list of packages, with the lists it includes. */
function readList(name) {
  const path = join(root, 'tools', 'python', `${name}.txt`)
  if (!existsSync(path)) throw told(`There is no ${path}: an environment has the name of a file in tools/python.`)
  return readFileSync(path, 'utf8').replace(/^-r\s+(\S+)\.txt$/gm, (_, other) => readList(basename(other)))
}

async function must(command, args, options) {
  const { code, output } = await run(command, args, options)
  if (code === 0) return
  if (/ensurepip|No module named '?venv/.test(output))
    throw told(
      "Python's venv module is missing: install it (Debian, Ubuntu: apt install python3-venv) and run the same command again.",
    )
  throw told(`${output.trim()}\n\n"${[command, ...args].join(' ')}" failed: its words are above.`)
}

/** An environment stays where it is made, for its scripts hold its path: it counts once its marker is there. */
async function ensure(dir, make) {
  const marker = join(dir, '.ready')
  const isReady = () => existsSync(marker) && existsSync(program(dir, 'python'))
  if (!isReady())
    await withLock(
      `${dir}.lock`,
      () => say(`Another process is making ${dir}; waiting for it.`),
      async () => {
        if (isReady()) return
        rmSync(dir, { recursive: true, force: true })
        await make()
        writeFileSync(marker, '')
      },
    )
  return program(dir, 'python')
}

async function withPip(python, dir, packages) {
  await must(python.path, ['-m', 'venv', dir])
  await must(program(dir, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
}

async function withUv(python, dir, packages) {
  const own = join(home, `uv-${hash(UV + python.version)}`)
  await ensure(own, () => withPip(python, own, [UV]))
  const options = { env: { ...process.env, UV_PYTHON_DOWNLOADS: 'never' } }
  await must(program(own, 'uv'), ['venv', '--quiet', '--no-project', '--python', python.path, dir], options)
  await must(
    program(own, 'uv'),
    ['pip', 'install', '--quiet', '--python', program(dir, 'python'), ...packages],
    options,
  )
}

/** Returns the path of the interpreter whose environment has tools/python/<name>.txt. */
export async function ensurePython(name) {
  const list = readList(name)
  const python = await findPython()
  const dir = join(home, `${name}-${hash(`${python.version} ${list.replaceAll('\r\n', '\n')}`)}`)
  const packages = ['-r', join(root, 'tools', 'python', `${name}.txt`)]
  return ensure(dir, async () => {
    say(`Making the Python environment "${name}" in ${dir}; this takes a minute or two, once.`)
    // torch comes with an index of its own, which pip and uv read differently.
    if (name.startsWith('torch')) return withPip(python, dir, packages)
    try {
      await withUv(python, dir, packages)
    } catch (error) {
      if (!error.told) throw error
      say(`uv did not make it (${error.message.split('\n')[0].trim()}); using pip.`)
      rmSync(dir, { recursive: true, force: true })
      await withPip(python, dir, packages)
    }
  })
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await main(async () => {
    const [name] = process.argv.slice(2)
    if (!name) throw told('Name an environment: node tools/python-env.mjs core')
    process.stdout.write(`${await ensurePython(name)}\n`)
  })
