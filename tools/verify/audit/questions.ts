/** What an auditor asks of a million events, each filter alone, and the index that PostgreSQL answers it by. */
import type pg from 'pg'
import type { Client } from '../../../src/cli/client.ts'
import { audit } from '../../../src/features/activity/contract/audit.ts'
import type { Input } from '../../../src/lib/contract.ts'
import { ACCOUNTS, RARE } from './fill.ts'

const TIMES = 15
const DAY_MS = 86_400_000

type Asked = Input<typeof audit.list>

async function questionsOf(client: Client): Promise<Record<string, Asked>> {
  const now = Date.now()
  const { events } = await client.call(audit.list, { until: now - 200 * DAY_MS, limit: 1 })
  const { subject_kind, subject_id } = events[0]!
  return {
    'no filter': {},
    'until 200 days ago': { until: now - 200 * DAY_MS },
    'since 200 days ago, until 199': { since: now - 200 * DAY_MS, until: now - 199 * DAY_MS },
    'a frequent name': { name: 'run.started' },
    'a rare name': { name: RARE },
    'a name of the first weeks': { name: 'duty.scheduled' },
    'a group of fifteen names': { group: 'run' },
    'a group of the first weeks': { group: 'duty' },
    'one subject': { subject_kind, subject_id },
    'an account with many events': { account: 'person-3' },
    'an account with few': { account: `person-${ACCOUNTS}` },
    'a word that every hundredth has': { text: 'brave heron' },
    'a word that 200 have': { text: '4711' },
    'a word that one has': { text: subject_id },
    'a word that none has': { text: 'zeppelin' },
    'a word and a rare name': { text: 'brave', name: RARE },
    'a name and an account': { name: 'run.failed', account: `person-${ACCOUNTS}` },
  }
}

const round = (n: number): number => Number(n.toFixed(1))

/** Milliseconds of the first page and of the second, as a client has them; the median of each. */
export async function ask(client: Client, most: number) {
  const answers: { question: string; p50_ms: number; second_page_ms: number | null; found: number; ok: boolean }[] = []
  const median = async (asked: Asked) => {
    const took: number[] = []
    let page = await client.call(audit.list, asked)
    for (let i = 0; i < TIMES; i++) {
      const began = performance.now()
      page = await client.call(audit.list, asked)
      took.push(performance.now() - began)
    }
    return { ms: round(took.sort((a, b) => a - b)[TIMES >> 1]!), page }
  }
  for (const [question, asked] of Object.entries(await questionsOf(client))) {
    const first = await median(asked)
    const second = first.page.next ? await median({ ...asked, after: first.page.next }) : undefined
    answers.push({
      ...{ question, p50_ms: first.ms, second_page_ms: second?.ms ?? null, found: first.page.events.length },
      ok: Math.max(first.ms, second?.ms ?? 0) < most,
    })
  }
  const began = performance.now()
  const { days } = await client.call(audit.days, {})
  return { answers, days: { counted: days.reduce((sum, { n }) => sum + n, 0), ms: round(performance.now() - began) } }
}

/** What the tables and their indexes take on the disk, in megabytes. */
export async function sizes(database: pg.Client): Promise<Record<string, number>> {
  const { rows } = await database.query<{ name: string; mb: number }>(
    `select relname as name, round(pg_relation_size(oid) / 1e6)::int as mb from pg_class
     where relname like 'event%' and pg_relation_size(oid) > 1e6 order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, mb }) => [name, mb]))
}
