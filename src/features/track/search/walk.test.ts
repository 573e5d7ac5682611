/** The index of values that orderings by a metric walk first. */
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { database } from '../../../../test/harness/database.ts'
import { parseOrderBy } from '../../../lib/filter/order-by.ts'
import type { Cursor } from '../../../platform/search/order.ts'
import { runStore } from '../store/runs.ts'
import { compileRunOrder } from './runs-order.ts'
import { insertSampleRuns } from './sample-runs.ts'

const { db } = await database()
beforeAll(() => insertSampleRuns(db))

test.each([
  ['metrics.loss', 'metrics.acc DESC'],
  ['metrics.loss DESC', 'start_time'],
  ['metrics.acc', 'metrics.loss', 'params.opt'],
  ['metrics.acc DESC', 'metrics.acc'],
  ['metrics.nothing', 'run_name'],
])('pages by %s are the same when the index of values is walked first', async (...terms) => {
  const order = compileRunOrder(parseOrderBy(terms), 1)
  const { search } = runStore(db)
  for (const limit of [1, 2, 5, 20]) {
    const [plain, walked] = await Promise.all(
      [false, true].map(async (isWalked) => {
        let letters = ''
        for (let last: Cursor | undefined; ; ) {
          const walk = isWalked ? order.walk(last) : undefined
          const where = last ? order.after(last) : sql`true`
          const rows = await search(1, { experiments: ['1', '2'], where, order, walk, limit })
          letters += rows.map((row) => row.run_id).join('')
          last = rows.at(-1)?.cursor
          if (!last) return letters
        }
      }),
    )
    expect(walked).toBe(plain)
  }
})

test('the first page by a metric reads as much of the index of values as it shows', async () => {
  const { joins, by, where } = compileRunOrder(parseOrderBy(['metrics.loss DESC']), 1).walk(undefined)!
  const plan = await db.transaction().execute(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    await sql`set local enable_bitmapscan = off`.execute(tx)
    return sql`explain select r.run_id from runs r join run_docs d on d.run = r.id ${joins}
        where r.experiment_id = 1 and ${where} order by ${by} limit 1`.execute(tx)
  })
  expect(JSON.stringify(plan.rows)).toMatch(/Incremental Sort.*latest_ranked/)
})
