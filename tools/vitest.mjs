/** Runs vitest and reads what its JSON report says. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root, run } from './process.mjs'

/** The report of a whole `npm test`; requirements are counted from it. */
export const REPORT = 'test/results/vitest.json'
export const CLIENTS_REPORT = 'test/results/clients.json'

/** Runs vitest with its usual output and a JSON report; an old report never stands for a new run. */
export async function runVitest(args, { report, env = process.env }) {
  const path = join(root, report)
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run(process.execPath, [program, 'run', ...reporters, ...args], { show: true, env })
  return code
}

const STATUS = { passed: 'passed', failed: 'failed' }

/** The tests of a report as {file, title, full, status}, `full` with the titles around it; a file that broke before its tests is one failed test. */
export function readReport(report) {
  const path = join(root, report)
  if (!existsSync(path)) return undefined
  return JSON.parse(readFileSync(path, 'utf8')).testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name).replaceAll('\\', '/')
    const tests = assertionResults.map(({ title, fullName, status: how }) => ({
      file,
      title,
      full: fullName,
      status: STATUS[how] ?? 'skipped',
    }))
    const isBroken = status === 'failed' && !tests.some((test) => test.status === 'failed')
    return isBroken ? [...tests, { file, title: '(the file itself)', full: '', status: 'failed' }] : tests
  })
}
