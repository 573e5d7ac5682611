/** A PostgreSQL database, read in transactions that may write nothing. */
import pg from 'pg'
import { Failure, invalid } from '../../../../lib/failure.ts'
import { sqlState } from '../../../../platform/db.ts'
import type { Row, Sql, Value } from './sql.ts'

const CONNECTIONS = 3
const CONNECT_MS = 15_000
/** Rows that travel at once. */
const FETCH = 20_000

/** SQLAlchemy names its driver in the scheme, PostgreSQL does not. */
const plainUri = (uri: string): string => uri.replace(/^postgres(ql)?(\+\w+)?:/i, 'postgresql:')

function placeOf(uri: string): string {
  // A socket has no host: `postgresql://user@/name?host=/run/postgresql`.
  const url = URL.parse(uri.replace('@/', '@localhost/'))
  if (!url)
    throw invalid("Parameter 'uri' is no address of a PostgreSQL. Give it as in postgresql://user@host:5432/mlflow.")
  return `postgresql://${url.host || 'localhost'}${url.pathname}`
}

function explain(error: unknown, place: string): unknown {
  const state = sqlState(error)
  const { message } = error as Error
  if (state === '28P01' || state === '28000' || /SASL|password/i.test(message))
    return invalid(`The database at ${place} refused user or password. Check them in 'uri'.`)
  if (state === '3D000') return invalid(`There is no such database at ${place}. Check its name at the end of 'uri'.`)
  if (state === '42501')
    return invalid(`The user of 'uri' may not read all tables at ${place} (${message}). Grant it SELECT on them.`)
  if (state === undefined && !(error instanceof Failure))
    return new Failure(
      'TEMPORARILY_UNAVAILABLE',
      `The database at ${place} could not be asked: ${message || (error as NodeJS.ErrnoException).code}.`,
      { cause: error },
    )
  return error
}

export async function openPostgres(uri: string): Promise<Sql> {
  const connectionString = plainUri(uri)
  const place = placeOf(connectionString)
  const pool = new pg.Pool({
    ...{ connectionString, max: CONNECTIONS, connectionTimeoutMillis: CONNECT_MS, application_name: 'bellwether' },
    onConnect: (client: pg.ClientBase) => client.query('set session characteristics as transaction read only'),
  })
  // A connection that breaks while it rests is replaced when the next one is asked for.
  pool.on('error', () => undefined)
  const all = async (text: string, values: (Value | string[])[] = []): Promise<Row[]> => {
    try {
      return (await pool.query<Row>(text, values)).rows
    } catch (error) {
      throw explain(error, place)
    }
  }
  const columns = new Map<string, Set<string>>()
  try {
    for (const { table, column } of await all(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema = any(current_schemas(false))`,
    )) {
      const known = columns.get(String(table)) ?? new Set()
      columns.set(String(table), known.add(String(column)))
    }
  } catch (error) {
    await pool.end()
    throw error
  }

  return {
    engine: 'postgresql',
    place,
    columns,
    all,
    isOneOf: (column, n) => `${column} = any($${n}::text[])`,
    async scanPoints(runId, keys, onPoint) {
      const client = await pool.connect().catch((error: unknown) => {
        throw explain(error, place)
      })
      try {
        await client.query('begin isolation level repeatable read read only')
        await client.query({
          text: `declare points no scroll cursor for
            select key, value, step, timestamp, is_nan from metrics where run_uuid = $1 and key = any($2::text[])`,
          values: [runId, keys],
        })
        for (;;) {
          const { rows } = await client.query<[string, number, number, number, boolean]>({
            text: `fetch ${FETCH} from points`,
            rowMode: 'array',
          })
          for (const [key, value, step, timestamp, isNan] of rows)
            onPoint(key, Number(value), BigInt(step), BigInt(timestamp ?? 0), isNan === true)
          if (rows.length < FETCH) break
        }
        await client.query('commit')
      } catch (error) {
        await client.query('rollback').catch(() => undefined)
        throw explain(error, place)
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}
