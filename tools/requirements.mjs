/**
 * `npm run requirements`: which rows of docs/requirements.csv are proved by a test, written to docs/REQUIREMENTS.md.
 *
 * A row is proved when its id opens the title of a test that ran and passed in the last `npm test` (or `npm run
 * test:clients`): `Track-01 Track-11: the stock client logs a run`. At most three ids; what opens like an id and is
 * none, or is written otherwise, is an error. `--run` runs the tests first; so does a missing report.
 *
 * `--prove FEATURE` asks whether the proofs depend on the feature: it runs every file with ids again with the feature
 * left out of the application (BELLWETHER_PROVE_WITHOUT, which test/harness/server.ts hands to createApp).
 * A test belongs to the feature in whose folder it lies. A test with ids that lies in src/features/FEATURE and passes
 * without FEATURE is void: it proves nothing about it, and the command ends with 1. Tests elsewhere are told apart
 * into those that failed, hence depend on the feature, and those that passed, which is no fault. A test whose whole
 * file breaks without the feature has failed. Where not even `/health` answers nothing is shown, and the command ends
 * with 1 too: createApp has to leave out what needs the feature.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseCsv } from './csv.mjs'
import { main, root, say, told } from './process.mjs'
import { CLIENTS_REPORT, REPORT, readReport, runVitest } from './vitest.mjs'

/** `Track-01`, or `f001` for a figure. */
const ID = '(?:[A-Z][A-Za-z]+-\\d+|f\\d{3})'
const MAX_IDS = 3
const TARGET = 'docs/REQUIREMENTS.md'
const PROVE_REPORT = 'test/results/prove.json'
/** Its tests need no feature at all. */
const CANARY = 'test/routes.test.ts'
const CANARY_TITLE = /\/health/

const read = (path) => readFileSync(join(root, path), 'utf8')

/** The ids that open a title, or what is wrong with them. */
function idsOf({ file, title }, known) {
  if (!new RegExp(`^${ID}\\b`).test(title)) return { ids: [], errors: [] }
  const wrong = (what) => ({ ids: [], errors: [`${file}: "${title}": ${what}`] })
  const opening = new RegExp(`^(${ID}(?: ${ID})*): \\S`).exec(title)
  if (!opening) return wrong('write the ids with one space between them, then a colon and a space, then the sentence.')
  const ids = opening[1].split(' ')
  if (ids.length > MAX_IDS) return wrong(`${ids.length} ids; at most ${MAX_IDS} in a title, so split the test.`)
  const unknown = ids.filter((id) => !known.has(id))
  return unknown.length ? wrong(`${unknown.join(', ')} not in docs/requirements.csv.`) : { ids, errors: [] }
}

function readRows() {
  const [header, ...lines] = parseCsv(read('docs/requirements.csv'))
  const rows = lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])))
  const missing = ['id', 'module', 'need', 'proof'].filter((name) => !header.includes(name))
  if (missing.length) throw told(`docs/requirements.csv has no column ${missing.join(', ')}.`)
  const twice = rows.filter(({ id }, i) => rows.findIndex((row) => row.id === id) !== i)
  if (twice.length) throw told(`docs/requirements.csv has ids twice: ${twice.map(({ id }) => id).join(', ')}.`)
  return rows
}

/** Every test of the reports, with its ids; prints what is wrong with them. */
async function readTests(rows, again) {
  if (again || !readReport(REPORT)) await runVitest([], { report: REPORT })
  const known = new Set(rows.map(({ id }) => id))
  const tests = [...(readReport(REPORT) ?? []), ...(readReport(CLIENTS_REPORT) ?? [])]
  const marked = tests.map((test) => ({ ...test, ...idsOf(test, known) }))
  const errors = [...new Set(marked.flatMap((test) => test.errors))].sort()
  for (const error of errors) say(error)
  return { tests: marked.filter(({ ids }) => ids.length), errors }
}

const cell = (text) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()

function toMarkdown(rows, proofs) {
  const isProved = ({ id }) => proofs.has(id)
  const share = (list) => `${list.filter(isProved).length}/${list.length}`
  const modules = Map.groupBy(rows, ({ module }) => module)
  const lines = [
    '# Requirements and their proofs',
    '',
    'Made by `npm run requirements` from docs/requirements.csv and the last test run; do not edit. A row counts as proved',
    'when its id opens the title of a test that ran and passed.',
    '',
    '| module | proved |',
    '|---|---|',
    ...[...modules].map(([name, list]) => `| ${cell(name)} | ${share(list)} |`),
    `| **all** | **${share(rows)}** |`,
  ]
  for (const [name, list] of modules) {
    lines.push('', `## ${name}`, '', '| id | need | proof | proved by |', '|---|---|---|---|')
    for (const { id, need, proof } of list)
      lines.push(`| ${id} | ${cell(need)} | ${cell(proof)} | ${proofs.get(id)?.join('<br>') ?? '—'} |`)
  }
  return `${lines.join('\n')}\n`
}

async function writeGauge(again) {
  const rows = readRows()
  const { tests, errors } = await readTests(rows, again)
  const proofs = new Map()
  for (const { file, title, status, ids } of tests)
    for (const id of status === 'passed' ? ids : [])
      proofs.set(id, [...(proofs.get(id) ?? []), `${cell(file)}: ${cell(title)}`])
  for (const [id, list] of proofs) proofs.set(id, [...new Set(list)].sort())
  writeFileSync(join(root, TARGET), toMarkdown(rows, proofs))
  process.stdout.write(`${proofs.size} of ${rows.length} requirements proved; see ${TARGET}.\n`)
  return errors.length ? 1 : 0
}

/** Files in which a title opens with an id. */
const filesWithIds = () => {
  const opening = new RegExp(`\\(\\s*['"\`]${ID}[ :]`)
  return globSync('{src,test}/**/*.test.ts', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('test/clients/') && opening.test(read(file)))
    .sort()
}

async function prove(feature, again) {
  const features = /FEATURES = \[([^\]]*)\]/.exec(read('src/app.ts'))?.[1].match(/[\w-]+/g) ?? []
  if (!features.includes(feature)) throw told(`"${feature}" is not a feature of src/app.ts: ${features.join(', ')}.`)
  const { tests } = await readTests(readRows(), again)
  const files = filesWithIds()
  await runVitest([...files, CANARY], {
    report: PROVE_REPORT,
    env: { ...process.env, BELLWETHER_PROVE_WITHOUT: feature },
  })
  const without = readReport(PROVE_REPORT) ?? []
  const isUp = without.some(
    ({ file, title, status }) => file === CANARY && CANARY_TITLE.test(title) && status === 'passed',
  )
  if (!isUp)
    throw told(
      `Without ${feature} the application does not start, so nothing is shown: let createApp leave out what needs it.`,
    )

  const key = ({ file, full }) => `${file}\n${full}`
  const still = new Set(without.filter(({ status }) => status === 'passed').map(key))
  const asked = tests.filter(({ file, status }) => status === 'passed' && files.includes(file))
  const verdict = (test) =>
    !still.has(key(test)) ? 'depends' : test.file.startsWith(`src/features/${feature}/`) ? 'VOID' : 'independent'
  const groups = Map.groupBy(asked, verdict)
  process.stdout.write(`\nTests with ids, without ${feature}:\n`)
  for (const name of ['VOID', 'depends', 'independent'])
    for (const test of groups.get(name) ?? []) process.stdout.write(`  ${name.padEnd(12)}${test.file}: ${test.full}\n`)
  const count = (name) => groups.get(name)?.length ?? 0
  process.stdout.write(
    `${count('VOID')} void, ${count('depends')} depend on ${feature}, ${count('independent')} elsewhere do not\n`,
  )
  return count('VOID') ? 1 : 0
}

await main(() => {
  const { values } = parseArgs({ options: { run: { type: 'boolean' }, prove: { type: 'string' } } })
  return values.prove === undefined ? writeGauge(values.run) : prove(values.prove, values.run)
})
