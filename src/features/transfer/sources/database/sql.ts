/** What a tracking database is asked through, whichever engine it is: short statements, and scans that hold no lock for long. */

export type Value = string | number | bigint | null | Uint8Array
export type Row = Record<string, Value>

export interface Sql {
  engine: 'sqlite' | 'postgresql'
  /** For people: without user and password. */
  place: string
  /** Columns by table, as they are there. */
  columns: Map<string, Set<string>>
  /** `$1` and so on stand for the values; a list of texts is compared by `isOneOf`. */
  all(text: string, values?: (Value | string[])[]): Promise<Row[]>
  /** `column` is one of the texts of the n-th value. */
  isOneOf(column: string, n: number): string
  /** Hands out the points of a run under some keys, in any order, as quickly as they can be read. */
  scanPoints(runId: string, keys: string[], onPoint: OnPoint): Promise<void>
  close(): Promise<void>
}

/** `isNan` is 1, true or absent as the engine has it. */
export type OnPoint = (key: string, value: number, step: bigint, timestamp: bigint, isNan: boolean) => void

export const hasColumn = (sql: Sql, table: string, column: string): boolean =>
  sql.columns.get(table)?.has(column) ?? false

/** The columns of a table that are there; those that this version of it lacks are read as null. */
export const pickColumns = (sql: Sql, table: string, columns: string[], alias = ''): string =>
  columns
    .map((column) =>
      hasColumn(sql, table, column) ? `${alias && `${alias}.`}${column} as ${column}` : `null as ${column}`,
    )
    .join(', ')
