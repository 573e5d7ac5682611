import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '../../../../test/harness/database.ts'
import { Failure } from '../../../lib/failure.ts'
import { parseOrderBy } from '../../../lib/filter/order-by.ts'
import { parseFilter } from '../../../lib/filter/parse.ts'
import { explainSearchError } from '../../../platform/search/explain.ts'
import type { Cursor } from '../../../platform/search/order.ts'
import { compileRunFilter } from './runs-filter.ts'
import { compileRunOrder } from './runs-order.ts'
import { insertSampleRuns } from './sample-runs.ts'

const { db } = await database()
beforeAll(() => insertSampleRuns(db))

/** The letters of the runs that a filter finds. */
async function find(text: string): Promise<string> {
  const { rows } = await sql<{ run_id: string }>`select r.run_id from runs r join run_docs d on d.run = r.id
    where ${compileRunFilter(parseFilter(text), 1)} order by r.run_id`.execute(db)
  return rows.map((row) => row.run_id).join('')
}

/** The letters of all runs in order, read in pages of `size`. */
async function list(terms: string[], size = 100): Promise<string> {
  const order = compileRunOrder(parseOrderBy(terms), 1)
  let letters = ''
  for (let last: Cursor | undefined; ; ) {
    const { rows } = await sql<{ run_id: string; cursor: Cursor }>`select r.run_id, ${order.cursor} as cursor
      from runs r join run_docs d on d.run = r.id ${order.joins}
      where ${last ? order.after(last) : sql`true`} order by ${order.by} limit ${size}`.execute(db)
    letters += rows.map((row) => row.run_id).join('')
    last = rows.at(-1)?.cursor
    if (!last || letters.length > 12) return letters
  }
}

const messageOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
  throw new Error('nothing was refused')
}

describe('metrics', () => {
  test.each([
    ['metrics.loss = 0.5', 'ak'],
    ['metrics.loss != 0.5', 'bcdhij'],
    ['metrics.loss < 0.25', 'dhj'],
    ['metrics.loss <= 0.25', 'bdhj'],
    ['metrics.loss > 0', 'abik'],
    ['metrics.loss >= 0', 'abhik'],
    ['metric.loss < -1e-3', 'dj'],
    ['metrics.loss = -0', 'h'],
    ['metrics.loss > 1e400', ''],
    ['metrics.loss >= 1e400', 'i'],
    ['metrics.loss = NaN', 'c'],
    ['metrics.loss != NaN', 'abdhijk'],
    ['metrics.loss = inf OR metrics.loss = -inf', 'ij'],
    ['metrics.acc <= 1', 'abdij'],
    ['metrics.loss IN (0, 0.25, NaN)', 'bch'],
    ['metrics.loss NOT IN (0, 0.25)', 'acdijk'],
    ['metrics.loss BETWEEN 0 AND 0.5', 'abhk'],
    ['metrics.loss NOT BETWEEN 0 AND 0.5', 'cdij'],
    ['metrics.loss IS NULL', 'efgl'],
    ['metrics.loss IS NOT NULL', 'abcdhijk'],
    ['metrics.nothing = 1', ''],
    ['metrics.nothing IS NULL', 'abcdefghijkl'],
    ['metrics.`val/top-5 acc` > 0', 'g'],
  ])('%s finds %s', async (text, runs) => expect(await find(text)).toBe(runs))
})

describe('params and tags', () => {
  test.each([
    ["params.opt = 'adam'", 'af'],
    ['params.opt = "adam"', 'af'],
    ["params.opt != 'adam'", 'bc'],
    ["params.opt LIKE 'a%'", 'af'],
    ["params.opt ILIKE 'a%'", 'acf'],
    ["params.opt NOT LIKE 'a%'", 'bc'],
    ["params.opt NOT ILIKE 'a%'", 'b'],
    ["params.opt RLIKE '^[aA]d'", 'acf'],
    ["params.opt NOT RLIKE '^a'", 'bc'],
    ["params.opt IN ('sgd', 'Adam')", 'bc'],
    ["params.opt NOT IN ('sgd', 'Adam')", 'af'],
    ['params.opt IS NULL', 'deghijkl'],
    ['params.opt IS NOT NULL', 'abcf'],
    ["params.opt > 'Adam'", 'abf'],
    ["params.opt BETWEEN 'a' AND 'b'", 'af'],
    ["params.lr = '0.1'", 'a'],
    ['params.lr = 0.1', 'aj'],
    ['params.lr != 0.1', 'bcehi'],
    ['params.lr < 0.1', 'bch'],
    ["params.lr < '0.1'", 'bch'],
    ['params.lr >= 0.1', 'aeij'],
    ['params.lr > 1e308', 'ei'],
    ['params.lr < inf', 'abchij'],
    ['params.lr BETWEEN 0.001 AND 0.1', 'abcj'],
    ['params.lr IN (0.1, 0.010)', 'abj'],
    ["params.lr IN (0.1, 'auto')", 'adj'],
    ["params.lr NOT IN (0.1, 'auto')", 'bcehi'],
    ['params.layers > 9', 'b'],
    ['params.big > 1', ''],
    ['params.seed = 9007199254740993', 'g'],
    ['params.seed = 9007199254740992', ''],
    ['params.seed > 1e9999', ''],
    ["params.a.b.c = 'deep'", 'i'],
    ["params.path LIKE 'C:\\data\\%'", 'a'],
    ["params.path = 'C:\\data\\x'", 'a'],
    ["params.opt LIKE '%\\'", ''],
    ["tags.team = 'vision'", 'ae'],
    ["tags.team != 'vision'", 'bcfh'],
    ["tags.team ILIKE 'VISION'", 'abe'],
    ["tags.team = ''", 'f'],
    ['tags.team IS NULL', 'dgijkl'],
    ["tags.mlflow.source.name = 'train.py'", 'a'],
    ["tag.`a b/c` = 'x'", 'f'],
    ["tags.note = 'it''s'", 'a'],
    ['tags.note = "it\'s"', 'a'],
    ["tags.'tick`quote\"' = 'y'", 'i'],
    ["tags.__proto__ = 'x' OR params.constructor IS NOT NULL", ''],
  ])('%s finds %s', async (text, runs) => expect(await find(text)).toBe(runs))
})

describe('attributes', () => {
  test.each([
    ["status = 'RUNNING'", 'dl'],
    ["attributes.status != 'FINISHED'", 'cdefl'],
    ["attr.status IN ('FAILED', 'KILLED')", 'ce'],
    ["status = 'running'", ''],
    ["run_id IN ('a', 'c', 'zz')", 'ac'],
    ["run.run_id NOT IN ('a', 'c')", 'bdefghijkl'],
    ["run_name = 'baseline'", 'a'],
    ["`run name` ILIKE 'BASE%'", 'ab'],
    ['attributes."Run name" LIKE \'sweep_1\'', 'cde'],
    ["run_name LIKE 'sweep\\_1'", ''],
    ["run name = 'größe'", 'f'],
    ["user_id = ''", 'e'],
    ["artifact_uri LIKE '%/k/artifacts'", 'k'],
    ["experiment_id = '2' OR experiment_id = 3", 'kl'],
    ['start_time > 5000', 'ghijk'],
    ["created <= '1000'", 'al'],
    ['start_time = 9007199254740993', 'g'],
    ['start_time = 9007199254740992', ''],
    ['start_time > 7999.5 AND start_time < 1e4', 'ijk'],
    ['start_time < 9223372036854775808', 'abcdeghijkl'],
    ['start_time IN (1000, 2000)', 'ab'],
    ['end_time != 5000', 'bceghijk'],
    ['end_time IS NULL', 'dfl'],
    ['duration >= 4000', 'ai'],
    ['duration = 3', 'g'],
    ['duration BETWEEN 500 AND 1000', 'cejk'],
  ])('%s finds %s', async (text, runs) => expect(await find(text)).toBe(runs))
})

describe('datasets', () => {
  test.each([
    ["dataset.name = 'mnist'", 'ab'],
    ["datasets.name != 'mnist'", 'ce'],
    ["dataset.digest != 'd1'", 'bce'],
    ["dataset.digest LIKE '_1'", 'abce'],
    ["dataset.context IN ('test', 'validation')", 'bc'],
    ["dataset.context NOT IN ('train')", 'bc'],
    ["dataset.name IN ('it\\'s', 'cifar')", 'c'],
    ['dataset.name IS NULL', 'dfghijkl'],
    ['dataset.context IS NOT NULL', 'abc'],
    ["dataset.name = 'mnist' AND dataset.context = 'test'", 'b'],
  ])('%s finds %s', async (text, runs) => expect(await find(text)).toBe(runs))
})

describe('together', () => {
  test.each([
    ['', 'abcdefghijkl'],
    ["metrics.loss < 1 AND params.opt = 'adam'", 'a'],
    ["metrics.loss < 0 OR params.opt = 'adam'", 'adfj'],
    ["status = 'FAILED' OR status = 'KILLED' AND metrics.acc IS NULL", 'c'],
    ["(status = 'FAILED' OR status = 'KILLED') AND metrics.loss IS NULL", 'e'],
    ['NOT metrics.loss > 0', 'cdefghjl'],
    ["NOT params.opt = 'adam'", 'bcdeghijkl'],
    ["NOT params.opt != 'adam'", 'adefghijkl'],
    ["NOT (params.opt = 'adam' OR metrics.loss > -10)", 'cegjl'],
    ["NOT NOT params.opt = 'adam'", 'af'],
    ['NOT end_time > 0', 'dfl'],
    [
      "metrics.loss > 0 AND metrics.acc > 0 AND dataset.name = 'mnist' AND metrics.loss < 0.4 AND NOT metrics.acc < 0.5",
      'b',
    ],
    ["metrics.loss > 0 params.opt = 'sgd' AND", 'b'],
  ])('%s finds %s', async (text, runs) => expect(await find(text)).toBe(runs))

  test('a filter with a thousand comparisons of metrics is answered', async () => {
    const text = Array.from({ length: 1_000 }, (_, i) => `metrics.loss > ${-i}`).join(' AND ')
    expect(await find(text)).toBe('abik')
  })
})

describe('indexes', () => {
  test.each([
    ["params.opt = 'adam'", 'run_docs_params'],
    ["tags.team = 'text'", 'run_docs_tags'],
    ['metrics.loss > 0', 'latest_ranked'],
    ["dataset.name = 'mnist'", 'run_datasets_'],
  ])('%s can use %s', async (text, index) => {
    const plan = await db.transaction().execute(async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx)
      return sql`explain select r.run_id from runs r join run_docs d on d.run = r.id
        where ${compileRunFilter(parseFilter(text), 1)}`.execute(tx)
    })
    expect(JSON.stringify(plan.rows)).toContain(index)
  })
})

describe('orderings', () => {
  test.each([
    [[], 'gijkhedcbalf'],
    [['start_time'], 'labcdehijkgf'],
    [['created DESC'], 'gijkhedcbalf'],
    [['end_time DESC'], 'gijkheabcdlf'],
    [['metrics.loss'], 'jdhbkaicgelf'],
    [['metrics.loss DESC'], 'ikabhdjcgelf'],
    [['metrics.acc', 'start_time'], 'jdabielchkgf'],
    [['metrics.acc DESC'], 'ibadjegkhclf'],
    [['params.opt'], 'cafbgijkhedl'],
    [['params.opt DESC', 'run_id DESC'], 'bfaclkjihged'],
    [['tags.`team` DESC'], 'eahcbfgijkdl'],
    [['status', 'run_id'], 'cabghijkedlf'],
    [['run_name DESC'], 'hicdekgfjalb'],
    [['duration', 'run_id'], 'hgckejbaidfl'],
    [['experiment_id DESC'], 'klgijhedcbaf'],
    [['metrics.nothing', 'metrics.loss', 'metrics.acc DESC', 'metrics.acc'], 'jdhbakiceglf'],
    [['metrics.loss DESC', 'metrics.loss ASC', 'metrics.acc', 'metrics.nothing'], 'iakbhdjceglf'],
  ])('%j lists %s', async (terms, runs) => {
    expect(await list(terms)).toBe(runs)
    expect(await list(terms, 1)).toBe(runs)
    expect(await list(terms, 5)).toBe(runs)
  })

  test('a hundred orderings by metrics are answered', async () => {
    const names = Array.from({ length: 99 }, (_, i) => `metrics.none${i} DESC`)
    expect(await list([...names, 'metrics.loss DESC'])).toBe('ikabhdjcgelf')
  })

  test('a place in another ordering, or one that was tampered with, is refused', () => {
    const order = compileRunOrder(parseOrderBy(['metrics.loss']), 1)
    const cursors: Cursor[] = [[], ['1', '2'], ['x', '2', 'a'], ['1', '99999999999999999999', 'a'], ['1', '2', 'a\0']]
    for (const cursor of cursors) expect(messageOf(() => order.after(cursor))).toContain('page token')
    expect(() => order.after(['-1.5e-300', null, 'a'])).not.toThrow()
  })
})

describe('what is refused', () => {
  test.each([
    ["lr = '1'", 1, 'known: run_id, run_name, status'],
    ["lifecycle_stage = 'active'", 1, 'not an attribute'],
    ["status = 'x' AND attributes.toString = 'x'", 18, 'not an attribute'],
    ['dataset.size = 1', 1, 'dataset.context'],
    ["metrics.loss > '1'", 16, 'without quotes'],
    ["metrics.loss LIKE '1'", 19, 'LIKE compares text'],
    ['metrics.loss < NaN', 16, 'neither greater nor less'],
    ['params.opt LIKE 5', 17, "in quotes: '5'"],
    ['params.lr < NaN', 13, 'for metrics only'],
    ['status = 5', 10, 'in quotes'],
    ['dataset.name = 5', 16, 'in quotes'],
    ["status IN ('a', 5)", 17, 'in quotes'],
    ["start_time > 'yesterday'", 14, 'whole numbers'],
    ['start_time < inf', 14, 'whole numbers'],
    ["experiment_id LIKE '1%'", 20, 'holds numbers'],
    ["params.p BETWEEN 1 AND 'x'", 18, 'in quotes'],
  ])('%s is refused at position %i', (text, position, reason) => {
    const message = messageOf(() => compileRunFilter(parseFilter(text), 1))
    expect(message).toContain(`filter at position ${position}: `)
    expect(message).toContain(reason)
  })

  test.each([
    ['lr', 'entry 2 at position 1'],
    ['dataset.name DESC', 'datasets, so they cannot order runs'],
  ])('ordering by %s is refused', (term, reason) => {
    expect(messageOf(() => compileRunOrder(parseOrderBy(['start_time', term]), 1))).toContain(reason)
  })

  test('a pattern that PostgreSQL cannot read becomes a failure of the filter', async () => {
    const error: unknown = await find("params.opt RLIKE '('").catch((caught: unknown) => caught)
    expect(explainSearchError(error)?.message).toMatch(/RLIKE .*parentheses/)
    expect(explainSearchError(new Error('bug'))).toBeUndefined()
  })
})
