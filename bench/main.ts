/**
 * `npm run bench [scenario…] [--rounds N] [--seconds N] [--alone]`: Bellwether beside MLflow's server, one after the
 * other in turns on one machine. Prints medians and the ratio with its range; appends to bench/results/.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensurePython } from '../tools/python-env.mjs'
import { bellwether, mlflow, type Peer } from './peers.ts'
import { type Measured, SCENARIOS } from './scenarios.ts'
import { seedHere, seedMlflow } from './seed.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    alone: { type: 'boolean', default: false },
  },
})
const names = positionals.length ? positionals : Object.keys(SCENARIOS)
const unknown = names.find((name) => !SCENARIOS[name])
if (unknown) {
  process.stderr.write(`bench: no scenario '${unknown}'. There are ${Object.keys(SCENARIOS).join(', ')}.\n`)
  process.exit(2)
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const round = (n: number): number => (n >= 100 ? Math.round(n) : Number(n.toPrecision(3)))

const python = options.alone ? '' : await ensurePython('core')
const ours = await bellwether(7_661)
const theirs: Peer | undefined = options.alone ? undefined : await mlflow(python, 7_662)
try {
  if (names.includes('search')) {
    await seedHere(ours.url)
    if (theirs) seedMlflow(python, theirs.dir)
  }
  mkdirSync(join(import.meta.dirname, 'results'), { recursive: true })
  for (const name of names) await compare(name)
} finally {
  await ours.stop()
  await theirs?.stop()
}

async function compare(name: string): Promise<void> {
  const scenario = SCENARIOS[name]!
  const own: Measured[] = []
  const peer: Measured[] = []
  for (let r = 0; r < Number(options.rounds); r++) {
    own.push(await scenario.run(ours.url, Number(options.seconds)))
    if (theirs) peer.push(await scenario.run(theirs.url, Number(options.seconds)))
  }
  const ratios = own.map(({ value }, i) => {
    const other = peer[i]?.value ?? Number.NaN
    return scenario.better === 'greater' ? value / other : other / value
  })
  const record = {
    scenario: name,
    what: scenario.name,
    at: new Date().toISOString(),
    rounds: own.length,
    unit: own[0]!.unit,
    bellwether: round(median(own.map((m) => m.value))),
    mlflow: theirs ? round(median(peer.map((m) => m.value))) : null,
    ratio: theirs ? round(median(ratios)) : null,
    ratio_range: theirs ? [round(Math.min(...ratios)), round(Math.max(...ratios))] : null,
    level1: scenario.level1,
    p50_ms: own[0]!.p50 === undefined ? null : round(median(own.map((m) => m.p50!))),
    p99_ms: own[0]!.p99 === undefined ? null : round(median(own.map((m) => m.p99!))),
  }
  process.stdout.write(`${JSON.stringify(record)}\n`)
  appendFileSync(join(import.meta.dirname, 'results', `${record.at.slice(0, 10)}.jsonl`), `${JSON.stringify(record)}\n`)
}
