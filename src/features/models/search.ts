/** Compiles filters and orderings over logged models for a query whose FROM is `logged_models m`. */
import { type RawBuilder, sql } from 'kysely'
import type { Input } from '../../lib/contract.ts'
import type { Comparison, Entity, Filter, OrderTerm, Value } from '../../lib/filter/ast.ts'
import { type Attributes, attributeCondition } from '../../platform/search/attributes.ts'
import { type Condition, compileTree, type Field, wrongHere } from '../../platform/search/conditions.ts'
import { documentCondition } from '../../platform/search/documents.ts'
import { doubleCondition } from '../../platform/search/numbers.ts'
import { attributeColumn, type Order, type OrderColumn, toOrder, wrongTerm } from '../../platform/search/order.ts'
import type { models as contract } from './contract.ts'

type SearchInput = Input<typeof contract.search>
type Datasets = NonNullable<SearchInput['datasets']>
type OrderBy = NonNullable<SearchInput['order_by']>[number]

const MODEL_ATTRIBUTES: Attributes = {
  list: [
    { name: 'model_id', field: sql`m.model_id`, type: 'text' },
    { name: 'name', field: sql`m.name`, type: 'text' },
    { name: 'model_type', field: sql`coalesce(m.model_type, '')`, type: 'text' },
    { name: 'status', field: sql`m.status`, type: 'text' },
    { name: 'source_run_id', field: sql`coalesce(m.source_run_id, '')`, type: 'text' },
    { name: 'artifact_location', field: sql`m.artifact_uri`, type: 'text' },
    { name: 'experiment_id', field: sql`m.experiment_id`, type: 'bigint' },
    { name: 'creation_timestamp', field: sql`m.created_ms`, type: 'bigint' },
    { name: 'last_updated_timestamp', field: sql`m.updated_ms`, type: 'bigint' },
  ],
  aliases: {
    creation_time: 'creation_timestamp',
    creation_timestamp_ms: 'creation_timestamp',
    last_updated_timestamp_ms: 'last_updated_timestamp',
    artifact_uri: 'artifact_location',
  },
}

/** With more joins than this the planner would take longer than the search. */
const MAX_JOINS = 5

const NO_DATASETS = 'the datasets of logged models are named in the field `datasets` of the search, not in its filter.'

/** Points of any of the datasets; a dataset without a digest stands for all its versions. */
const onDatasets = (datasets: Datasets): Condition =>
  datasets.length === 0
    ? sql<boolean>`true`
    : sql<boolean>`(${sql.join(
        datasets.map(
          ({ dataset_name, dataset_digest }) =>
            sql`(p.dataset_name = ${dataset_name} and ${dataset_digest ? sql`p.dataset_digest = ${dataset_digest}` : sql`true`})`,
        ),
        sql` or `,
      )})`

/** MLflow's wire has the words with a prefix, its client without: both are understood. */
function plainStatus(comparison: Comparison): Comparison {
  const plain = <V extends Value>(value: V): V => ({ ...value, text: value.text.replace(/^LOGGED_MODEL_/, '') })
  if (comparison.kind === 'compare') return { ...comparison, value: plain(comparison.value) }
  return comparison.kind === 'in' ? { ...comparison, values: comparison.values.map(plain) } : comparison
}

/** Every comparison is about what the model has; one about a metric holds if any of its points meets it. */
export function compileModelFilter(filter: Filter | undefined, datasets: Datasets): Condition {
  const points = (name: string): Field =>
    sql`select 1 from logged_model_points p where p.model = m.id and p.key = ${name} and ${onDatasets(datasets)}`
  let subqueries = 0
  const exists = (rows: Field): Condition => {
    subqueries += 1
    // IS TRUE keeps a subquery from becoming a join: the planner tries all orders of the joins it sees.
    return subqueries > MAX_JOINS ? sql<boolean>`(exists (${rows}) is true)` : sql<boolean>`exists (${rows})`
  }
  const condition = compileTree(filter, (comparison) => {
    const { entity, name, at } = comparison.key
    switch (entity) {
      case 'metric': {
        if (comparison.kind !== 'null')
          return exists(sql`${points(name)} and ${doubleCondition(sql`p.value`, comparison)}`)
        return comparison.negated ? exists(points(name)) : sql<boolean>`(not ${exists(points(name))})`
      }
      case 'param':
        return documentCondition(sql`m.params`, comparison)
      case 'tag':
        return documentCondition(sql`m.tags`, comparison)
      case 'attribute':
        return attributeCondition(MODEL_ATTRIBUTES, name === 'status' ? plainStatus(comparison) : comparison)
      case 'dataset':
        throw wrongHere(at, NO_DATASETS)
    }
  })
  // Datasets without a metric to compare: models that were measured on one of them.
  if (datasets.length === 0 || subqueries > 0) return condition
  return sql<boolean>`(${condition} and exists (
    select 1 from logged_model_points p where p.model = m.id and ${onDatasets(datasets)}))`
}

const ENTITIES: Record<string, Entity> = {
  metrics: 'metric',
  params: 'param',
  tags: 'tag',
  attributes: 'attribute',
}

/** A field name is not quoted: all behind the first dot is the key. */
function toTerm({ field_name, ascending = true }: OrderBy, index: number): OrderTerm {
  const dot = field_name.indexOf('.')
  const entity = dot < 0 ? 'attribute' : ENTITIES[field_name.slice(0, dot)]
  const name = field_name.slice(dot + 1).replace(/^`(.*)`$/s, '$1')
  const term = { key: { entity: entity ?? 'attribute', name, at: 1 }, descending: !ascending, entry: index + 1 }
  if (entity === undefined) throw wrongTerm(term, `'${field_name}' is neither an attribute nor metrics.<key>.`)
  return term
}

/** Newest first unless told otherwise. A metric orders by its latest value; what has none stands last. */
export function compileModelOrder(list: readonly OrderBy[]): Order {
  const joins: RawBuilder<unknown>[] = []
  const document = (column: RawBuilder<unknown>, name: string): Field =>
    sql`((${column} ->> ${name}::text) collate "C")`
  const toColumn = (item: OrderBy, index: number): OrderColumn => {
    const term = toTerm(item, index)
    const { descending, key } = term
    switch (key.entity) {
      case 'param':
        return { id: `param ${key.name}`, field: document(sql`m.params`, key.name), type: 'text', descending }
      case 'tag':
        return { id: `tag ${key.name}`, field: document(sql`m.tags`, key.name), type: 'text', descending }
      case 'metric': {
        const { dataset_name: name, dataset_digest: digest } = item
        const table = sql.table(`o${joins.length + 1}`)
        joins.push(sql`left join lateral (
          select p.value from logged_model_points p where p.model = m.id and p.key = ${key.name}
            and (${name ?? null}::text is null or p.dataset_name = ${name ?? null})
            and (${digest ?? null}::text is null or p.dataset_digest = ${digest ?? null})
          order by p.ts desc, p.step desc, p.run_id limit 1) ${table} on true`)
        // NaN is PostgreSQL's greatest number and has no sign: ascending in either case, it stands behind all values.
        const field = descending ? sql`(- ${table}.value)` : sql`${table}.value`
        return { id: `metric ${key.name} ${name} ${digest}`, field, type: 'float8', descending: false }
      }
      default:
        return attributeColumn(MODEL_ATTRIBUTES, term)
    }
  }
  const columns = list.map(toColumn)
  columns.push({ id: 'creation_timestamp', field: sql`m.created_ms`, type: 'bigint', descending: true })
  columns.push({ id: 'model_id', field: sql`(m.model_id collate "C")`, type: 'text', descending: false })
  return toOrder(sql.join(joins, sql` `), columns)
}
