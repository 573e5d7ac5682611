/** What a filter means, as a tree; every leaf keeps the place in the text that it came from. */

/** Where something begins in the text: 1 is its first character (UTF-16 units, as a text field counts). */
export type Position = number

export const ENTITIES = ['metric', 'param', 'tag', 'attribute', 'dataset'] as const
export type Entity = (typeof ENTITIES)[number]

/** `metrics.loss` → entity metric, name loss. Attribute names are kept as written; who compiles knows the aliases. */
export interface Key {
  entity: Entity
  name: string
  at: Position
}

export interface TextValue {
  kind: 'text'
  text: string
  at: Position
}

/** The digits as written, so that 64-bit integers survive; or NaN, Infinity, -Infinity. */
export interface NumberValue {
  kind: 'number'
  text: string
  at: Position
}

export type Value = TextValue | NumberValue

export type OrderOperator = '=' | '!=' | '<' | '<=' | '>' | '>='
export type PatternOperator = 'LIKE' | 'ILIKE' | 'RLIKE' | 'NOT LIKE' | 'NOT ILIKE' | 'NOT RLIKE'

export interface Compare {
  kind: 'compare'
  key: Key
  op: OrderOperator
  value: Value
}

export interface Match {
  kind: 'match'
  key: Key
  op: PatternOperator
  value: Value
}

export interface In {
  kind: 'in'
  key: Key
  negated: boolean
  values: Value[]
}

export interface Between {
  kind: 'between'
  key: Key
  negated: boolean
  low: Value
  high: Value
}

export interface IsNull {
  kind: 'null'
  key: Key
  negated: boolean
}

export type Comparison = Compare | Match | In | Between | IsNull

/** Two or more parts joined by one word. */
export interface Junction {
  kind: 'and' | 'or'
  parts: Filter[]
}

/** The logical opposite of its part. `a NOT LIKE b` is not this: it is a comparison of its own. */
export interface Not {
  kind: 'not'
  part: Filter
}

export type Filter = Junction | Not | Comparison

export interface OrderTerm {
  key: Key
  descending: boolean
  /** The place in the list, from 1. */
  entry: number
}
