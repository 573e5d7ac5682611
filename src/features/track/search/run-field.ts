/** One key of runs as an expression, for a query whose FROM is `runs r join run_docs d on d.run = r.id`. */
import { sql } from 'kysely'
import type { Failure } from '../../../lib/failure.ts'
import type { Key } from '../../../lib/filter/ast.ts'
import { parseOrderBy } from '../../../lib/filter/order-by.ts'
import { writeKey } from '../../../lib/filter/write.ts'
import { explainAttribute, findAttribute } from '../../../platform/search/attributes.ts'
import type { Field } from '../../../platform/search/conditions.ts'
import { RUN_ATTRIBUTES } from './attributes.ts'

export interface RunField {
  /** The kind and the name, the same however it was written. */
  id: string
  /** As a filter writes it. */
  written: string
  type: 'metric' | 'text' | 'bigint'
  /** Null for a metric, which has rows of its own. */
  field: Field
}

/** Reads one key as a filter has it; `wrong` makes the failure that names the parameter. */
export function toRunField(text: string, wrong: (sentence: string) => Failure): RunField {
  const { entity, name } = keyOf(text, wrong)
  switch (entity) {
    case 'metric':
      return { id: `metric ${name}`, written: writeKey('metrics', name), type: 'metric', field: sql`null` }
    case 'param':
    case 'tag': {
      const field = sql`(${sql.ref(entity === 'param' ? 'd.params' : 'd.tags')} ->> ${name}::text)`
      return { id: `${entity} ${name}`, written: writeKey(`${entity}s`, name), type: 'text', field }
    }
    case 'dataset':
      throw wrong('a run may have many datasets; use an attribute, param or tag.')
    case 'attribute': {
      const attribute = findAttribute(RUN_ATTRIBUTES, name)
      if (!attribute) throw wrong(explainAttribute(RUN_ATTRIBUTES, name))
      const { field, type } = attribute
      return { id: `attribute ${attribute.name}`, written: `attributes.${attribute.name}`, type, field }
    }
  }
}

function keyOf(text: string, wrong: (sentence: string) => Failure): Key {
  const term = parseOrderBy([text])[0]!
  if (term.descending) throw wrong('leave out the direction.')
  return term.key
}
