/** From the start of the process to the first answer, and the memory of all processes at rest; both servers in turns. */
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { medianInterval } from '../src/lib/stats/median.ts'
import { makeDataDir } from '../tools/verify/data-dir.ts'
import { bellwether, mlflow, type Peer } from './peers.ts'

/** After which nothing of the start is left to do. */
const REST_MS = 8_000
const BARS = { first_ms: 5_000, warm_ms: [2_000, 1_000], memory_mb: [300, 220] }

interface Start {
  first: number
  warm: number
  memory: number
}

async function startTwice(begin: () => Promise<Peer>): Promise<Start> {
  const one = await begin()
  await one.stop()
  const two = await begin()
  await sleep(REST_MS)
  const memory = two.pss() / 1e6
  await two.stop()
  return { first: one.readyMs, warm: two.readyMs, memory }
}

const median = (starts: Start[], pick: (start: Start) => number): number | undefined =>
  starts.length ? Math.round(medianInterval(starts.map(pick)).median) : undefined

export async function measureStart(python: string, port: number, rounds: number, isAlone: boolean) {
  const own: Start[] = []
  const peer: Start[] = []
  for (let round = 0; round < rounds; round++) {
    const dir = makeDataDir('bench-start-')
    own.push(await startTwice(() => bellwether(port, dir)))
    rmSync(dir, { recursive: true, force: true })
    // Their start takes twenty seconds and varies little: twice is enough.
    if (isAlone || round >= 2) continue
    const other = makeDataDir('bench-start-')
    peer.push(await startTwice(() => mlflow(python, port, 'SQLite', other)))
    rmSync(other, { recursive: true, force: true })
  }
  const [warm, memory] = [median(own, (s) => s.warm)!, median(own, (s) => s.memory)!]
  const first = median(own, (s) => s.first)!
  const level = (i: 0 | 1): boolean =>
    first <= BARS.first_ms && warm <= BARS.warm_ms[i]! && memory <= BARS.memory_mb[i]!
  return {
    what: 'ready after start, and memory of all processes at rest',
    rounds,
    ours: { first_ms: first, warm_ms: warm, memory_mb: memory },
    theirs: {
      first_ms: median(peer, (s) => s.first),
      warm_ms: median(peer, (s) => s.warm),
      memory_mb: median(peer, (s) => s.memory),
    },
    bars: BARS,
    reached: level(1) ? 2 : level(0) ? 1 : 0,
  }
}
