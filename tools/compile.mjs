/**
 * Compiles the server for the package, before `npm pack`. `dist` mirrors `src`: what finds a file from where it lies
 * finds it there too. Node's own stripper leaves blanks where types stood, so that a stack trace names the lines and
 * columns of the sources, and what runs is what runs in a clone.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { parseSync } from 'vite'
import { main, root, say, told } from './process.mjs'

const FROM = join(root, 'src')
const TO = join(root, 'dist')

const isOfTests = (path) => /\.test\.ts$|(^|\/)tests\//.test(path)
const toCompiled = (path) => path.replace(/\.ts$/, '.js')

/** Where a module names another: the ranges of these names, quotes included. */
const requestsOf = ({ module }) => {
  const all = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest)),
    ...module.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ].filter(Boolean)
  // `export { A, B } from` has one for each name.
  return [...new Map(all.map((request) => [request.start, request])).values()]
}

/** Every text that code writes down; comments are none. */
function textsOf(node) {
  if (node === null || typeof node !== 'object') return []
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  if (node.type === 'TemplateElement') return [node.value.raw]
  return Object.values(node).flatMap(textsOf)
}

function compile(path, all) {
  let code = stripTypeScriptTypes(readFileSync(join(FROM, path), 'utf8'))
  const parsed = parseSync(path, code)
  if (parsed.errors.length) throw told(`src/${path} could not be read: ${parsed.errors[0].message}`)
  for (const { start, end } of requestsOf(parsed)) {
    const [, name] = /^['"](.+)['"]$/.exec(code.slice(start, end)) ?? []
    if (!name) throw told(`src/${path} imports ${code.slice(start, end)}: the package needs a name in quotes there.`)
    if (!name.startsWith('.')) continue
    const target = posix.join(dirname(path), name)
    if (!all.has(target)) throw told(`src/${path} imports ${name}, which the package leaves out.`)
    // As long as before: nothing behind it moves.
    code = `${code.slice(0, end - 4)}.js${code.slice(end - 1)}`
  }
  const left = textsOf(parseSync(path, code).program).find((text) => text.endsWith('.ts'))
  if (left) throw told(`src/${path} names ${left}: no such file is in the package.`)
  return code
}

await main(async () => {
  const paths = readdirSync(FROM, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(FROM.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !isOfTests(path))
  const all = new Set(paths)
  rmSync(TO, { recursive: true, force: true })
  for (const path of paths) {
    const to = join(TO, toCompiled(path))
    mkdirSync(dirname(to), { recursive: true })
    if (path.endsWith('.ts')) writeFileSync(to, compile(path, all))
    else cpSync(join(FROM, path), to)
  }
  // What programs import has its types beside it.
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tools/sdk.tsconfig.json')],
    {
      stdio: 'inherit',
    },
  )
  say(`Compiled src into dist, ${paths.length} files.`)
})
