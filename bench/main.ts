/**
 * `npm run bench [scenario…] [-- --rounds N --seconds N --alone --verbose]`: Bellwether beside MLflow's server, on one
 * machine, in turns. The peer is measured on SQLite and on PostgreSQL, with kept and with fresh connections, and its
 * best counts; `chart-growth` is Bellwether beside itself. Prints medians and the ratio with its interval; appends to
 * bench/results/. Fails below a first level.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensurePython } from '../tools/python-env.mjs'
import { measureChartGrowth } from './chart-growth.ts'
import { alone, compare } from './compare.ts'
import { bare, bellwether, mlflow, type Peer } from './peers.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { seedHere, seedMlflow } from './seed.ts'
import { measureStart } from './start.ts'

const PORT = 7_661
const SEEDED = ['search', 'history', 'chart']

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '4' },
    alone: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const all = ['start', ...Object.keys(SCENARIOS), 'chart-growth']
const names = positionals.length ? positionals : all
const unknown = names.find((name) => !all.includes(name))
if (unknown) {
  process.stderr.write(`bench: no scenario '${unknown}'. There are ${all.join(', ')}.\n`)
  process.exit(2)
}
const rounds = Number(options.rounds)
const seconds = Number(options.seconds)
const results = join(import.meta.dirname, 'results')
let failed = 0

function report(scenario: string, found: { reached: number | undefined }): void {
  const at = new Date().toISOString()
  const record = { scenario, at, cores: cpus().length, seconds, ...found }
  process.stdout.write(`${JSON.stringify(record)}\n`)
  if (found.reached === 0) failed++
  if (options.alone) return
  mkdirSync(results, { recursive: true })
  appendFileSync(join(results, `${at.slice(0, 10)}.jsonl`), `${JSON.stringify(record)}\n`)
}

const compared = names.filter((name) => name in SCENARIOS)
const isBeside = !options.alone && (compared.length > 0 || names.includes('start'))
const python = isBeside ? await ensurePython('peer') : ''
if (names.includes('start')) report('start', await measureStart(python, PORT, rounds, options.alone))

const running: Peer[] = []
/** Starts a server; it stands still until it is measured. */
async function begin(start: Promise<Peer>): Promise<Peer> {
  const peer = await start
  running.push(peer)
  return peer
}
try {
  if (compared.length) {
    const ours = await begin(bellwether(PORT))
    ours.pause()
    const peers: Peer[] = []
    for (const [i, store] of (['SQLite', 'PostgreSQL'] as const).entries()) {
      if (options.alone) break
      const peer = await begin(mlflow(python, PORT + 1 + i, store))
      peer.pause()
      peers.push(peer)
    }
    const isBare = compared.some((name) => SCENARIOS[name]!.ofBare !== undefined)
    const least = isBare ? await begin(bare(PORT + 3)) : undefined
    least?.pause()
    const say = (line: string): void => {
      if (options.verbose) process.stderr.write(`${line}\n`)
    }
    let isSeeded = false
    for (const name of compared) {
      // Not before it is needed: a disk that has just written much is slow for whoever comes next.
      if (SEEDED.includes(name) && !isSeeded) {
        await alone(ours, () => seedHere(ours.url))
        for (const peer of peers) await alone(peer, async () => seedMlflow(python, peer.store))
        isSeeded = true
      }
      report(name, await compare(SCENARIOS[name]!, { ours, peers, bare: least, rounds, seconds, say }))
    }
  }
} finally {
  for (const peer of running) await peer.stop()
}
if (names.includes('chart-growth')) report('chart-growth', await measureChartGrowth(PORT, rounds, seconds))
if (failed) process.stderr.write(`bench: ${failed} below the first level\n`)
process.exit(failed ? 1 : 0)
