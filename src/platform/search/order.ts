/** Turns columns into an ORDER BY, and into the condition that reads on behind the last row of a page. */
import { type RawBuilder, sql } from 'kysely'
import { type Failure, invalid } from '../../lib/failure.ts'
import type { OrderTerm } from '../../lib/filter/ast.ts'
import { type Attributes, explainAttribute, findAttribute } from './attributes.ts'
import type { Condition, Field } from './conditions.ts'
import { isInt64 } from './numbers.ts'

export interface OrderColumn {
  /** Tells columns apart: one that comes again decides nothing and is left out. */
  id: string
  field: Field
  type: 'text' | 'bigint' | 'float8'
  descending: boolean
}

/** The place of one row in an ordering, as the text of each column; a column without a value is null. */
export type Cursor = (string | null)[]

export interface Order {
  /** Goes behind the FROM; may be empty. */
  joins: RawBuilder<unknown>
  /** Goes behind ORDER BY. */
  by: RawBuilder<unknown>
  /** The columns under names of their own, for a statement that orders what another has found; and their order there. */
  keys: RawBuilder<unknown>
  byKeys: RawBuilder<unknown>
  /** Selected with a row, it says where the row stands. */
  cursor: RawBuilder<Cursor>
  /** The rows behind that place; a cursor of another ordering is refused. */
  after(cursor: Cursor): Condition
}

const TYPES = { text: sql`text`, bigint: sql`bigint`, float8: sql`float8` } as const

/** A cursor comes back from outside: what the database could not read must not reach it. */
const FITS: Record<OrderColumn['type'], (text: string) => boolean> = {
  text: (text) => !text.includes('\0'),
  bigint: isInt64,
  float8: (text) => /^-?(\d+(\.\d+)?(e[+-]\d{1,3})?|NaN|Infinity)$/.test(text),
}

/** What is missing comes last, whichever the direction. The last column must be unique and never null. */
export function toOrder(joins: RawBuilder<unknown>, repeated: readonly OrderColumn[]): Order {
  const columns = repeated.filter(({ id }, i) => repeated.findIndex((column) => column.id === id) === i)
  const way = ({ descending }: OrderColumn) => (descending ? sql`desc nulls last` : sql`asc nulls last`)
  const by = columns.map((column) => sql`${column.field} ${way(column)}`)
  const keyOf = (i: number) => sql.ref(`order_key_${i}`)
  const texts = columns.map(({ field }) => sql`${field}::text`)
  return {
    joins,
    by: sql.join(by),
    keys: sql.join(columns.map(({ field }, i) => sql`${field} as ${keyOf(i)}`)),
    byKeys: sql.join(columns.map((column, i) => sql`${keyOf(i)} ${way(column)}`)),
    cursor: sql<Cursor>`array[${sql.join(texts)}]`,
    after(cursor) {
      const fits = (value: unknown, i: number): boolean =>
        value === null || (typeof value === 'string' && FITS[columns[i]!.type](value))
      if (cursor.length !== columns.length || !cursor.every(fits))
        throw invalid('The page token belongs to another search; ask for the first page again.')
      return behind(columns, cursor)
    },
  }
}

/** Lexicographic: behind in the first column, or level in it and behind in the rest. */
function behind([column, ...columns]: OrderColumn[], [value, ...values]: Cursor): Condition {
  if (!column) return sql<boolean>`false`
  const { field, type, descending } = column
  const rest = behind(columns, values)
  if (value === null || value === undefined) return sql<boolean>`(${field} is null and ${rest})`
  // Through Number, so that an exponent out of range is infinite rather than an error.
  const place = sql`${type === 'float8' ? String(Number(value)) : value}::${TYPES[type]}`
  const sign = descending ? sql`<` : sql`>`
  return sql<boolean>`(${field} ${sign} ${place} or ${field} is null or (${field} = ${place} and ${rest}))`
}

export function attributeColumn(attributes: Attributes, term: OrderTerm): OrderColumn {
  const attribute = findAttribute(attributes, term.key.name)
  if (!attribute) throw wrongTerm(term, explainAttribute(attributes, term.key.name))
  const { name, type } = attribute
  const field = type === 'text' && !attribute.isAscii ? sql`(${attribute.field} collate "C")` : attribute.field
  return { id: name, field, type, descending: term.descending }
}

export const wrongTerm = ({ entry, key }: OrderTerm, sentence: string): Failure =>
  invalid(`Invalid order_by entry ${entry} at position ${key.at}: ${sentence}`)
