/** What is said of a table of an export and its columns. */

export type ColumnType = 'text' | 'int64' | 'double' | 'bool'

export interface Column {
  name: string
  type: ColumnType
  about: string
}

export interface ExportTable {
  name: string
  about: string
  columns: Column[]
  /** Its columns are those of the table, in their order; $1 is the workspace. */
  text: string
}

/** `name: type, what it is`. */
export const columns = (lines: string): Column[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [, name, type, about] = /^\s*(\w+): (\w+), (.*)$/.exec(line)!
      return { name: name!, type: type as ColumnType, about: about! }
    })

export const pairs = (id: string, of: string): Column[] =>
  columns(`${id}: text, ${of}\nkey: text, its name\nvalue: text, what it is`)
