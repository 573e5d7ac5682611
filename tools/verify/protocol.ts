/**
 * The protocol beside MLflow's own server: the whole corpus of requests, then what users do through four versions of
 * the stock client, each in an environment of its own and with fresh servers. `npm run verify protocol`.
 */
import { bellwether } from '../../bench/peers.ts'
import { freePort } from '../../test/boot/process.ts'
import { compareClient } from '../../test/differential/clients.ts'
import { EXPLAINED } from '../../test/differential/differences/index.ts'
import { explain } from '../../test/differential/explained.ts'
import { compareTopics, type Found, type Outcome } from '../../test/differential/run.ts'
import { TOPICS } from '../../test/differential/topics/index.ts'
import { startMlflow } from '../../test/differential/twins.ts'
import { ensurePython } from '../python-env.mjs'
import type { Evidence } from './evidence.ts'

/** An old one, the last 2.x, the first 3.x, and the newest, which is the server's own version too. */
const CLIENTS = ['client-2.9', 'client-2.22', 'client-3.0', 'core']

const say = (text: string) => void process.stderr.write(`${text}\n`)

async function withServers<T>(act: (mlflow: string, bellwether: string) => Promise<T>): Promise<T> {
  const theirs = await startMlflow()
  const ours = await bellwether(await freePort())
  try {
    return await act(theirs.url, ours.url)
  } finally {
    theirs.stop()
    await ours.stop()
  }
}

function summary({ steps, requests, compared, found }: Outcome) {
  const { unexplained } = explain(found, EXPLAINED)
  for (const { step, field, mlflow, bellwether } of unexplained)
    say(`not explained: ${step}, ${field}: ${mlflow} there, ${bellwether} here`)
  return {
    steps,
    ...(requests > 0 && { requests }),
    values_compared: compared,
    explained: found.length - unexplained.length,
    unexplained: unexplained.length,
  }
}

export async function protocol(): Promise<Evidence> {
  for (const name of CLIENTS) await ensurePython(name)
  const all: Found[] = []
  const raw = await withServers((mlflow, bellwether) => compareTopics(TOPICS, mlflow, bellwether))
  all.push(...raw.found)
  const clients: Record<string, ReturnType<typeof summary>> = {}
  for (const name of CLIENTS) {
    const seen = await withServers((mlflow, bellwether) => compareClient(name, mlflow, bellwether))
    all.push(...seen.found)
    clients[seen.version] = summary(seen)
    say(`${seen.version}: ${JSON.stringify(clients[seen.version])}`)
  }
  const requests = summary(raw)
  const { hits, stale } = explain(all, EXPLAINED)
  const unexplained = [requests, ...Object.values(clients)].reduce((sum, one) => sum + one.unexplained, 0)
  return {
    ok: unexplained === 0 && stale.length === 0,
    figures: { server: 'MLflow 3.17.2', requests, clients, explained_differences: hits, unexplained, stale },
  }
}
