import { expect, test } from 'vitest'
import { database } from '../../test/harness/database.ts'
import { findDifferences } from './schema.ts'

const { pool } = await database()
const found = async (): Promise<string[]> => (await findDifferences(pool)).map(({ what, thing }) => `${what}: ${thing}`)

test('a database that was only migrated is as the migrations make it', async () => {
  expect(await found()).toEqual([])
})

test('each thing that was lost, changed or added is named, and nothing of the comparison remains', async () => {
  await pool.query('drop index runs_newest')
  await pool.query('alter table runs drop constraint runs_experiment_id_fkey')
  await pool.query('alter table tokens alter column label drop not null')
  await pool.query('alter table runs add column mine int')
  await pool.query('create index of_mine on runs (mine)')
  await pool.query('drop function run_configuration cascade')
  expect((await found()).sort()).toEqual([
    'different: column tokens.label',
    'extra: column runs.mine',
    'extra: index of_mine',
    'missing: column run_docs.configuration',
    'missing: constraint runs.runs_experiment_id_fkey',
    'missing: function run_configuration',
    'missing: index run_docs_configuration',
    'missing: index runs_newest',
  ])
  const { rows } = await pool.query("select nspname from pg_namespace where nspname like 'bellwether_check%'")
  expect(rows).toEqual([])
})

test('an index that was never finished counts as another', async () => {
  await pool.query("update pg_index set indisvalid = false where indexrelid = 'runs_running'::regclass")
  expect(await found()).toContain('different: index runs_running')
})
