import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '../../../../test/harness/database.ts'
import { parseOrderBy } from '../../../lib/filter/order-by.ts'
import { parseFilter } from '../../../lib/filter/parse.ts'
import type { Cursor } from '../../../platform/search/order.ts'
import { compileExperimentFilter, compileExperimentOrder } from './experiments-filter.ts'

const { db } = await database()

beforeAll(async () => {
  const rows: [number, string, string, string, Record<string, string>][] = [
    [1, 'vision/resnet', '1000', '5000', { team: 'vision', 'mlflow.note.content': 'first' }],
    [2, 'Vision/vit', '2000', '4000', { team: 'Vision', priority: '10' }],
    [3, 'text_1', '2000', '3000', { team: 'text', priority: '9' }],
    [4, 'text-1', '9007199254740993', '9007199254740993', {}],
  ]
  await sql`delete from experiments`.execute(db)
  for (const [id, name, created, updated, tags] of rows)
    await sql`insert into experiments (id, name, artifact_location, created_ms, updated_ms, tags)
      values (${id}, ${name}, '', ${created}, ${updated}, ${JSON.stringify(tags)})`.execute(db)
})

/** The ids of the experiments found, in order, read in pages of `size`. */
async function list(text: string, terms: string[], size = 100): Promise<string> {
  const order = compileExperimentOrder(parseOrderBy(terms))
  const filter = compileExperimentFilter(parseFilter(text))
  let ids = ''
  for (let last: Cursor | undefined; ; ) {
    const { rows } = await sql<{ id: number; cursor: Cursor }>`select e.id, ${order.cursor} as cursor
      from experiments e ${order.joins} where ${filter} and ${last ? order.after(last) : sql`true`}
      order by ${order.by} limit ${size}`.execute(db)
    ids += rows.map((row) => row.id).join('')
    last = rows.at(-1)?.cursor
    if (!last || ids.length > 4) return ids
  }
}

describe('filters over experiments', () => {
  test.each([
    ['', '1234'],
    ["name = 'text_1'", '3'],
    ["attribute.name != 'text_1'", '124'],
    ["name LIKE 'text_1'", '34'],
    ["name LIKE 'vision%'", '1'],
    ["`name` ILIKE 'vision%'", '12'],
    ["name IN ('text_1', 'text-1')", '34'],
    ["name RLIKE '^[a-z]+/'", '1'],
    ["experiment_id = '1'", '1'],
    ['experiment_id > 2', '34'],
    ["experiment_id IN ('1', '4')", '14'],
    ["experiment_id NOT IN ('1', '4')", '23'],
    ['creation_time = 9007199254740993', '4'],
    ['creation_time = 9007199254740992', ''],
    ["creation_time <= '2000'", '123'],
    ['last_update_time BETWEEN 3000 AND 4500', '23'],
    ["tags.team = 'vision'", '1'],
    ["tag.team != 'vision'", '23'],
    ["tags.team ILIKE '%VISION%'", '12'],
    ['tags.team IS NULL', '4'],
    ['tags.`mlflow.note.content` IS NOT NULL', '1'],
    ['tags.priority > 9', '2'],
    ["NOT (tags.team = 'vision' OR name LIKE 'text%')", '2'],
  ])('%s finds %s', async (text, ids) => expect(await list(text, ['experiment_id'])).toBe(ids))

  test.each([
    ['metrics.loss > 1', 'at position 1: experiments have no metrics'],
    ["status = 'x'", 'known: name, experiment_id, creation_time, last_update_time'],
    ["experiment_id = 'one'", 'at position 17: '],
    ["experiment_id LIKE '1%'", 'holds numbers'],
  ])('%s is refused', (text, reason) => {
    expect(() => compileExperimentFilter(parseFilter(text))).toThrow(reason)
  })
})

describe('orderings of experiments', () => {
  test.each([
    [[], '4231'],
    [['creation_time'], '1324'],
    [['creation_time DESC', 'experiment_id'], '4231'],
    [['name'], '2431'],
    [['name DESC'], '1342'],
    [['last_update_time ASC'], '3214'],
    [['experiment_id DESC'], '4321'],
    [['tags.team'], '2314'],
    [['tags.priority DESC', 'experiment_id'], '3214'],
  ])('%j lists %s', async (terms, ids) => {
    expect(await list('', terms)).toBe(ids)
    expect(await list('', terms, 1)).toBe(ids)
  })

  test.each([
    ['metrics.loss', 'experiments have no metrics'],
    ['start_time', 'entry 1 at position 1: '],
  ])('ordering by %s is refused', (term, reason) => {
    expect(() => compileExperimentOrder(parseOrderBy([term]))).toThrow(reason)
  })
})
