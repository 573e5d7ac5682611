/** Compiles an ordering of runs for a query whose FROM is `runs r join run_docs d on d.run = r.id`. */
import { type RawBuilder, sql } from 'kysely'
import type { OrderTerm } from '../../../lib/filter/ast.ts'
import type { Field } from '../../../platform/search/conditions.ts'
import { attributeColumn, type Order, type OrderColumn, toOrder, wrongTerm } from '../../../platform/search/order.ts'
import { RUN_ATTRIBUTES } from './attributes.ts'
import { MAX_JOINS, metricKey } from './runs-filter.ts'

/** Level runs stand newest first, then by id; without terms that is the whole ordering, and an index holds it. */
export function compileRunOrder(terms: readonly OrderTerm[], workspace: number): Order {
  const joins: RawBuilder<unknown>[] = []

  const metricValue = (name: string): Field => {
    const key = metricKey(name, workspace)
    if (joins.length === MAX_JOINS) return sql`(select l.value from latest l where l.run = r.id and l.key = ${key})`
    const table = sql.table(`o${joins.length + 1}`)
    joins.push(sql`left join latest ${table} on ${table}.run = r.id and ${table}.key = ${key}`)
    return sql`${table}.value`
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
  return toOrder(sql.join(joins, sql` `), columns)
}
