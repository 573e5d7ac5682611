/** An SQLite database, opened for reading: a server may go on writing, which no statement here keeps waiting for long. */
import { statSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { invalid } from '../../../../lib/failure.ts'
import type { Row, Sql, Value } from './sql.ts'

/** A statement of this many rows takes a few milliseconds: requests go on in between. */
const PAGE = 5_000
/** Whoever writes may hold the file for as long. */
const BUSY_MS = 20_000

/** The path in `sqlite:///relative`, `sqlite:////absolute`. */
export function pathOf(uri: string): string {
  const [, path] = /^sqlite(?:\+\w+)?:\/\/\/([^?#]+)/i.exec(uri) ?? []
  if (path === undefined || path === ':memory:')
    throw invalid("Parameter 'uri' names no file. Give an SQLite database as in sqlite:////data/mlflow.db.")
  return decodeURIComponent(path)
}

function explain(error: unknown, path: string): unknown {
  const message = error instanceof Error ? error.message : ''
  if (/not a database|malformed|corrupt/i.test(message))
    return invalid(
      `Parameter 'uri' names '${path}', which is no whole SQLite database (${message}). Name the file of --backend-store-uri, or a copy made with "sqlite3 FILE .backup COPY".`,
    )
  if (/locked|busy/i.test(message))
    return invalid(
      `The database '${path}' stayed locked for ${BUSY_MS / 1_000} s by whoever writes to it. Try again, or copy it with "sqlite3 FILE .backup COPY" and name the copy.`,
    )
  if (/unable to open/i.test(message))
    return invalid(
      `Parameter 'uri' names '${path}', which cannot be opened (${message}). Check that this server may read the file and its folder.`,
    )
  return error
}

const toNamed = (text: string): string => text.replace(/\$(\d+)/g, '?$1')

export async function openSqlite(path: string): Promise<Sql> {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  if (!isFile)
    throw invalid(
      `Parameter 'uri' names '${path}', where there is no file. Four slashes begin an absolute path: sqlite:////data/mlflow.db.`,
    )
  const { DatabaseSync } = await import('node:sqlite')
  const attempt = <T>(task: () => T): T => {
    try {
      return task()
    } catch (error) {
      throw explain(error, path)
    }
  }
  const database = attempt(() => new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS }))
  const prepare = (text: string) => {
    const statement = database.prepare(toNamed(text))
    statement.setReadBigInts(true)
    return statement
  }
  const toValue = (value: Value | string[]): Value => (Array.isArray(value) ? JSON.stringify(value) : value)
  const columns = new Map<string, Set<string>>()
  try {
    for (const { name } of attempt(() => prepare("select name from sqlite_master where type = 'table'").all()))
      columns.set(
        String(name),
        new Set(
          prepare('select name from pragma_table_info($1)')
            .all(name!)
            .map((row) => String(row.name)),
        ),
      )
  } catch (error) {
    database.close()
    throw error
  }

  return {
    engine: 'sqlite',
    place: `sqlite:///${path}`,
    columns,
    all: async (text, values = []) => attempt(() => prepare(text).all(...values.map(toValue)) as Row[]),
    isOneOf: (column, n) => `${column} in (select value from json_each($${n}))`,
    async scanPoints(runId, keys, onPoint) {
      // Rows of a run in the order of the table: the index on the run has it, and each page begins where the last ended.
      const statement = attempt(() =>
        prepare(
          `select rowid, key, value, step, timestamp, is_nan from metrics
           where run_uuid = $1 and rowid > $2 and +key in (select value from json_each($3)) order by rowid limit ${PAGE}`,
        ),
      )
      statement.setReturnArrays(true)
      const wanted = JSON.stringify(keys)
      for (let after: bigint | number = -1n << 63n; ; ) {
        const rows = attempt(() => statement.all(runId, after, wanted)) as unknown as Value[][]
        for (const [, key, value, step, timestamp, isNan] of rows)
          onPoint(String(key), Number(value), BigInt(step as bigint), BigInt((timestamp ?? 0n) as bigint), isNan === 1n)
        if (rows.length < PAGE) return
        after = rows.at(-1)![0] as bigint
        await turn()
      }
    },
    close: async () => database.close(),
  }
}
