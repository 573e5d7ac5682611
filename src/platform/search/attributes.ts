/** The attributes that a search knows by name: how each is stored and what else it is called. */
import type { Comparison } from '../../lib/filter/ast.ts'
import { type Condition, type Field, textCondition, wrongHere } from './conditions.ts'
import { integerCondition } from './numbers.ts'

export interface Attribute {
  name: string
  field: Field
  type: 'text' | 'bigint'
  /** All its characters are ASCII, so that the database's own order, which its index knows, will do. */
  isAscii?: true
}

export interface Attributes {
  list: Attribute[]
  /** Other names that MLflow accepts. */
  aliases: Record<string, string>
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
