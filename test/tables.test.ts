/** Every table has one owner, and every statement on a table with workspaces says which. */
import { expect, test } from 'vitest'
import { BLOB_COLUMNS } from '../src/features/artifacts/index.ts'
import { filesIn, isCode, isTest, read, type Statement, statementsOf } from './harness/source.ts'

/** Points are reached through a run only, so their tables carry no workspace. */
const WITHOUT_WORKSPACE = new Set(['point_log', 'latest', 'segments', 'packs', 'uncompacted'])
/** The activity feature seals events and erases details of people; only the platform appends. */
const ACTIVITY_TABLES = new Set(['events', 'event_details', 'event_words', 'event_days', 'event_index'])

const migrations = filesIn('migrations').filter((path) => path.endsWith('.sql'))
const ownerOf = (path: string): string => /^migrations\/\d{4}_([a-z]+)_[a-z_]+\.sql$/.exec(path)?.[1] ?? ''
const sqlOf = (path: string): string => read(path).replace(/--.*$/gm, '')

interface Table {
  name: string
  owner: string
  columns: string
}

const tables: Table[] = migrations.flatMap((path) =>
  [...sqlOf(path).matchAll(/create table (?:if not exists )?(\w+) \(([\s\S]*?)\n\)/g)].map(([, name, columns]) => ({
    name: name!,
    owner: ownerOf(path),
    columns: columns!,
  })),
)
const owners = new Map(tables.map(({ name, owner }) => [name, owner]))
const known = new Set(owners.keys())
const scoped = new Set(tables.filter(({ columns }) => /\bworkspace_id\b/.test(columns)).map(({ name }) => name))

/** They speak to another server's database, some of whose tables are called as ours are. */
const ELSEWHERE = 'src/features/transfer/sources/database/'

const statements = filesIn('src')
  .filter((path) => isCode(path) && !isTest(path) && !path.startsWith(ELSEWHERE))
  .flatMap((path) => statementsOf(path, known))

const folderOf = (path: string): string => /^src\/features\/([^/]+)\//.exec(path)?.[1] ?? path.split('/')[1]!
const isReads = (path: string): boolean => /\/reads(\.ts|\/)/.test(path)
const isStore = (path: string): boolean => /\/store(\.ts|\/)/.test(path)
const show = ({ file, line, tables: names }: Statement): string => `${file}:${line} (${names.join(', ')})`

test('migrations are numbered without gaps and named after their owner', () => {
  const owned = new Set(['platform', ...filesIn('src/features').map(folderOf)])
  const wrong = migrations.filter((path) => !owned.has(ownerOf(path)))
  expect.soft(wrong, 'name the file NNNN_feature_what.sql').toEqual([])
  const numbers = migrations.map((path) => Number(/(\d{4})_/.exec(path)![1])).sort((a, b) => a - b)
  expect(numbers, 'give the new migration the next number').toEqual(numbers.map((_, i) => i + 1))
})

test('a migration changes only tables of its owner', () => {
  const wrong = migrations.flatMap((path) =>
    [...sqlOf(path).matchAll(/\b(?:alter table|drop table|insert into|update|index \w+ on)\s+(?:if exists )?(\w+)/g)]
      .map(([, name]) => name!)
      .filter((name) => known.has(name) && owners.get(name) !== ownerOf(path))
      .map((name) => `${path}: ${name} belongs to ${owners.get(name)}`),
  )
  expect(wrong, "write a migration named after the table's owner").toEqual([])
})

test('every table of a feature belongs to a workspace', () => {
  const wrong = tables.filter(({ name }) => !scoped.has(name) && !WITHOUT_WORKSPACE.has(name)).map(({ name }) => name)
  expect(wrong, 'add `workspace_id int not null default 1`').toEqual([])
})

test("SQL names only tables of its feature; other features' tables are read in reads.ts, never written", () => {
  const isAllowed = ({ file, writes }: Statement, table: string): boolean => {
    const owner = owners.get(table)
    if (owner === folderOf(file)) return true
    if (folderOf(file) === 'activity' && ACTIVITY_TABLES.has(table)) return true
    return isReads(file) && !writes
  }
  const wrong = statements.filter((statement) => statement.tables.some((table) => !isAllowed(statement, table)))
  expect(
    wrong.map(show),
    "call the owner through app.ts, or move a read that joins features to the feature's reads.ts",
  ).toEqual([])
})

test('reads.ts reads', () => {
  expect(
    statements.filter(({ file, writes }) => isReads(file) && writes).map(show),
    'move the write to the store of the feature that owns the table',
  ).toEqual([])
})

test('statements of stores say which workspace they are about', () => {
  const wrong = statements.filter(
    ({ file, text, isWhole, tables: names }) =>
      (isStore(file) || isReads(file)) &&
      isWhole &&
      names.some((name) => scoped.has(name)) &&
      !text.includes('workspace_id'),
  )
  expect(
    wrong.map(show),
    'compare workspace_id; where what was asked before decides it, say so: `-- workspace_id is …` in SQL, `// workspace_id is …` above a built query',
  ).toEqual([])
})

test('whoever writes runs says what that changes in their counts', () => {
  // Their name, process and workspace are no part of what is counted.
  const writes = /\b(insert into|delete from) runs\b|\bupdate runs( r)? set (?!(name|execution_id|workspace_id)\b)/
  const writers = statements.filter(({ file, text }) => writes.test(text) && !file.includes('/sample-'))
  expect(writers.length).toBeGreaterThan(5)
  expect(
    writers.filter(({ text }) => !/\$\{count(Made|Taken|Changed|Moved|Gone)\}/.test(text)).map(show),
    'add the part of `src/features/track/store/run-counts.ts` that says it',
  ).toEqual([])
})

test('every table that names blobs is known to backups and to the sweep', () => {
  const naming = tables.filter(({ columns }) => /\bdigest text\b/.test(columns) && /\bsize bigint\b/.test(columns))
  expect(
    naming.map(({ name }) => name).sort(),
    'add it to BLOB_COLUMNS and to `unused` in src/features/artifacts/store/files.ts',
  ).toEqual(BLOB_COLUMNS.map(({ table }) => table).sort())
})
