/**
 * `npm test`: format and lint, types, every test; the last line counts. With arguments, vitest alone with these.
 * `--clients` runs the slower tests with real clients in test/clients.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { main, root, run } from './process.mjs'
import { ensurePython } from './python-env.mjs'
import { CLIENTS_REPORT, REPORT, readReport, runVitest } from './vitest.mjs'

const given = process.argv.slice(2)
const isClients = given.includes('--clients')
const args = given.filter((arg) => arg !== '--clients')
const isPart = args.length > 0
const count = { passed: 0, failed: 0, skipped: 0 }

/** A program that counts as one test; its words are shown if it fails. */
async function check(title, script, options) {
  const { code, output } = await run(process.execPath, [join(root, 'node_modules', script), ...options])
  if (code !== 0) process.stdout.write(`${output.trim()}\n`)
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${title}\n`)
  count[code === 0 ? 'passed' : 'failed']++
}

/** What tests need beside the packages; it counts only if it cannot be had. */
async function prepare(title, make) {
  const problem = await make().catch((error) => (error.told ? error.message : error.stack))
  if (!problem) return
  process.stdout.write(`${problem.trim()}\n✗ ${title}\n`)
  count.failed++
}

const makePython = () => prepare('Python environment', () => ensurePython('core').then(() => ''))

const buildWeb = () =>
  prepare('web app', async () => {
    const { code, output } = await run(process.execPath, [join(root, 'tools', 'ready.mjs'), 'web'])
    return code === 0 ? '' : output
  })

/** The text of the chosen test files, to see what they need. */
function readChosen() {
  const paths = args.filter((arg) => !arg.startsWith('-'))
  const files = globSync('{src,test}/**/*.test.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  const chosen = files.filter((file) => paths.length === 0 || paths.some((path) => file.includes(path)))
  return chosen.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
}

async function runTests() {
  const report = isPart ? 'test/results/part.json' : isClients ? CLIENTS_REPORT : REPORT
  const config = isClients ? ['--config', 'vitest.clients.config.ts'] : []
  const code = await runVitest([...config, ...args], { report })
  const tests = readReport(report) ?? []
  for (const { status } of tests) count[status]++
  const hasFailed = tests.some(({ status }) => status === 'failed')
  // A crash, an error outside any test, or no test at all: vitest says so above.
  if (code !== 0 && !hasFailed) count.failed++
}

await main(async () => {
  const text = isPart ? readChosen() : ''
  const preparing = [
    (!isPart || /python/i.test(text)) && makePython(),
    (!isPart || /browser|playwright|web\/dist/.test(text)) && buildWeb(),
  ]
  if (!isPart && !isClients)
    await Promise.all([
      check('format and lint', '@biomejs/biome/bin/biome', ['check', '.', '--diagnostic-level=error']),
      check('types', 'typescript/bin/tsc', ['--noEmit']),
    ])
  await Promise.all(preparing)
  await runTests()
  const { passed, failed, skipped } = count
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`)
  return failed ? 1 : 0
})
