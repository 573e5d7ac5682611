/** Compiles an ordering of runs for a query whose FROM is `runs r join run_docs d on d.run = r.id`. */
import { type RawBuilder, sql } from 'kysely'
import type { OrderTerm } from '../../../lib/filter/ast.ts'
import type { Condition, Field } from '../../../platform/search/conditions.ts'
import {
  attributeColumn,
  type Cursor,
  type Order,
  type OrderColumn,
  toOrder,
  wrongTerm,
} from '../../../platform/search/order.ts'
import { RUN_ATTRIBUTES } from './attributes.ts'
import { MAX_JOINS, metricKey } from './runs-filter.ts'

export interface RunOrder extends Order {
  /**
   * The same rows in the same order as long as their first metric is a number, which an index holds; none, where that
   * is not so behind the cursor, or where runs are ordered by something else.
   */
  walk(after: Cursor | undefined): Walk | undefined
}

export interface Walk extends Pick<Order, 'joins' | 'by'> {
  where: Condition
}

/** Level runs stand newest first, then by id; without terms that is the whole ordering, and an index holds it. */
export function compileRunOrder(terms: readonly OrderTerm[], workspace: number): RunOrder {
  const joins: RawBuilder<unknown>[] = []

  const metricValue = (name: string): Field => {
    const key = metricKey(name, workspace)
    if (joins.length === MAX_JOINS) return sql`(select l.ranked from latest l where l.run = r.id and l.key = ${key})`
    const table = sql.table(`o${joins.length + 1}`)
    joins.push(sql`join latest ${table} on ${table}.run = r.id and ${table}.key = ${key}`)
    return sql`${table}.ranked`
  }

  const toColumn = (term: OrderTerm): OrderColumn => {
    const { entity, name } = term.key
    const { descending } = term
    switch (entity) {
      case 'attribute':
        return attributeColumn(RUN_ATTRIBUTES, term)
      case 'param':
        return { id: `param ${name}`, field: sql`((d.params ->> ${name}::text) collate "C")`, type: 'text', descending }
      case 'tag':
        return { id: `tag ${name}`, field: sql`((d.tags ->> ${name}::text) collate "C")`, type: 'text', descending }
      case 'metric': {
        const value = metricValue(name)
        // NaN is PostgreSQL's greatest number and has no sign: ascending in either case, it stands behind all values.
        return {
          id: `metric ${name}`,
          field: descending ? sql`(- ${value})` : value,
          type: 'float8',
          descending: false,
        }
      }
      case 'dataset':
        throw wrongTerm(
          term,
          'a run may have many datasets, so they cannot order runs; use an attribute, metric, param or tag.',
        )
    }
  }

  const columns = terms.map(toColumn)
  columns.push({ id: 'start_time', field: sql`r.start_ms`, type: 'bigint', descending: true })
  columns.push({ id: 'run_id', field: sql`r.run_id`, type: 'text', descending: false })
  const order = toOrder(sql.join(joins.map(asLeft), sql` `), columns)
  return {
    ...order,
    walk(after) {
      const [place] = after ?? []
      if (terms[0]?.key.entity !== 'metric' || place === null || place === 'NaN') return undefined
      const { descending } = terms[0]
      const value = sql`o1.ranked`
      const isNumber = sql`${value} < 'NaN'`
      // The column holds the negative of what descends.
      const from = descending ? sql`${value} <= ${-Number(place)}` : sql`${value} >= ${Number(place)}`
      return {
        joins: sql.join([joins[0]!, ...joins.slice(1).map(asLeft)], sql` `),
        by: sql`${value} ${descending ? sql`desc` : sql`asc`}, ${toOrder(sql``, columns.slice(1)).by}`,
        where: place === undefined ? sql<boolean>`${isNumber}` : sql<boolean>`${isNumber} and ${from}`,
      }
    },
  }
}

const asLeft = (join: RawBuilder<unknown>) => sql`left ${join}`
