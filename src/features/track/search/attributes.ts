/** The attributes that a search knows by name: how each is stored and what else it is called. */
import { sql } from 'kysely'
import type { Comparison } from '../../../lib/filter/ast.ts'
import { type Condition, type Field, textCondition, wrongHere } from './conditions.ts'
import { integerCondition } from './numbers.ts'

export interface Attribute {
  name: string
  field: Field
  type: 'text' | 'bigint'
}

export interface Attributes {
  list: Attribute[]
  /** Other names that MLflow accepts. */
  aliases: Record<string, string>
}

export const RUN_ATTRIBUTES: Attributes = {
  list: [
    { name: 'run_id', field: sql`r.run_id`, type: 'text' },
    { name: 'run_name', field: sql`r.name`, type: 'text' },
    { name: 'status', field: sql`r.status`, type: 'text' },
    { name: 'user_id', field: sql`r.user_id`, type: 'text' },
    { name: 'artifact_uri', field: sql`r.artifact_uri`, type: 'text' },
    { name: 'experiment_id', field: sql`r.experiment_id`, type: 'bigint' },
    { name: 'start_time', field: sql`r.start_ms`, type: 'bigint' },
    { name: 'end_time', field: sql`r.end_ms`, type: 'bigint' },
    { name: 'duration', field: sql`(r.end_ms - r.start_ms)`, type: 'bigint' },
  ],
  aliases: { created: 'start_time' },
}

export const EXPERIMENT_ATTRIBUTES: Attributes = {
  list: [
    { name: 'name', field: sql`e.name`, type: 'text' },
    { name: 'experiment_id', field: sql`e.id`, type: 'bigint' },
    { name: 'creation_time', field: sql`e.created_ms`, type: 'bigint' },
    { name: 'last_update_time', field: sql`e.updated_ms`, type: 'bigint' },
  ],
  aliases: {},
}

/** Finds an attribute however its name is written: MLflow knows "run name" and "Run Name", for one. */
export function findAttribute({ list, aliases }: Attributes, written: string): Attribute | undefined {
  const plain = written.toLowerCase().replaceAll(' ', '_')
  const name = Object.hasOwn(aliases, plain) ? aliases[plain] : plain
  return list.find((attribute) => attribute.name === name)
}

export const explainAttribute = ({ list }: Attributes, written: string): string =>
  `'${written}' is not an attribute (known: ${list.map(({ name }) => name).join(', ')}); ` +
  'anything else needs its kind in front, as in metrics.loss, params.lr or tags.team.'

export function attributeCondition(attributes: Attributes, comparison: Comparison): Condition {
  const { name, at } = comparison.key
  const attribute = findAttribute(attributes, name)
  if (!attribute) throw wrongHere(at, explainAttribute(attributes, name))
  const { field, type } = attribute
  return type === 'text' ? textCondition(field, comparison) : integerCondition(field, comparison)
}
