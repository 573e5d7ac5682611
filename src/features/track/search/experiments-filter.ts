/** Compiles filters and orderings over experiments for a query whose FROM is `experiments e`. */
import { sql } from 'kysely'
import type { Filter, OrderTerm } from '../../../lib/filter/ast.ts'
import { attributeCondition } from '../../../platform/search/attributes.ts'
import { type Condition, compileTree, wrongHere } from '../../../platform/search/conditions.ts'
import { documentCondition } from '../../../platform/search/documents.ts'
import { attributeColumn, type Order, type OrderColumn, toOrder, wrongTerm } from '../../../platform/search/order.ts'
import { EXPERIMENT_ATTRIBUTES } from './attributes.ts'

export const compileExperimentFilter = (filter: Filter | undefined): Condition =>
  compileTree(filter, (comparison) => {
    const { entity, at } = comparison.key
    if (entity === 'attribute') return attributeCondition(EXPERIMENT_ATTRIBUTES, comparison)
    if (entity === 'tag') return documentCondition(sql`e.tags`, comparison)
    throw wrongHere(
      at,
      `experiments have no ${entity}s; filter by name, experiment_id, creation_time, last_update_time or tags.`,
    )
  })

/** Newest first unless told otherwise; level experiments stand by id, newest first if an ordering was given (as MLflow). */
export function compileExperimentOrder(terms: readonly OrderTerm[]): Order {
  const columns = terms.map((term): OrderColumn => {
    const { entity, name } = term.key
    if (entity === 'attribute') return attributeColumn(EXPERIMENT_ATTRIBUTES, term)
    if (entity === 'tag')
      return {
        id: `tag ${name}`,
        field: sql`((e.tags ->> ${name}::text) collate "C")`,
        type: 'text',
        descending: term.descending,
      }
    throw wrongTerm(
      term,
      `experiments have no ${entity}s; order by name, experiment_id, creation_time, last_update_time or tags.`,
    )
  })
  const isDefault = terms.length === 0
  if (isDefault) columns.push({ id: 'creation_time', field: sql`e.created_ms`, type: 'bigint', descending: true })
  columns.push({ id: 'experiment_id', field: sql`e.id`, type: 'bigint', descending: !isDefault })
  return toOrder(sql``, columns)
}
