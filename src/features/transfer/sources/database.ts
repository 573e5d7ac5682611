/** A source that is the database of an MLflow server, SQLite or PostgreSQL, whether that server runs or not. */
import { dirname, resolve } from 'node:path'
import type { Source, SourceCheck } from '../source.ts'
import { readLoggedModels, readModels, readVersions } from './database/models.ts'
import { openPostgres } from './database/postgres.ts'
import { readExperiments, readPoints, readRuns } from './database/runs.ts'
import { assertSchema, countRows, whatIsLeft } from './database/schema.ts'
import { openSqlite, pathOf } from './database/sqlite.ts'
import { artifactStores, type StoreOptions } from './stores.ts'

export interface DatabaseOptions extends StoreOptions {
  /** Of those that the database has. */
  workspace?: string | undefined
}

export async function openDatabase(uri: string, options: DatabaseOptions = {}): Promise<Source> {
  const { workspace = 'default', ...stores } = options
  const path = /^sqlite/i.test(uri) ? resolve(pathOf(uri)) : undefined
  const sql = path === undefined ? await openPostgres(uri) : await openSqlite(path)
  try {
    assertSchema(sql)
  } catch (error) {
    await sql.close()
    throw error
  }
  // Beside an SQLite file lie, by default, the files of its runs.
  const files = artifactStores({ ...stores, beside: path && dirname(path) })
  return {
    kind: 'database',
    place: sql.place,
    async check(): Promise<SourceCheck> {
      return { counts: await countRows(sql, workspace), left: await whatIsLeft(sql, workspace) }
    },
    experiments: () => readExperiments(sql, workspace),
    runs: (experimentId) => readRuns(sql, experimentId),
    points: (run, keys) => readPoints(sql, run, keys),
    loggedModels: (experimentId) => readLoggedModels(sql, experimentId),
    models: () => readModels(sql, workspace),
    versions: (model) => readVersions(sql, workspace, model),
    files: files.list,
    open: files.open,
    close: () => sql.close(),
  }
}
