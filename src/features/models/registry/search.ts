/** Compiles filters and orderings over the registry: `registered_models m`, and `model_versions v` beside it. */
import { sql } from 'kysely'
import type { Comparison, Filter, OrderTerm } from '../../../lib/filter/ast.ts'
import { type Attributes, attributeCondition } from '../../../platform/search/attributes.ts'
import { type Condition, compileTree, type Field, wrongHere } from '../../../platform/search/conditions.ts'
import { documentCondition } from '../../../platform/search/documents.ts'
import { explained } from '../../../platform/search/explain.ts'
import {
  attributeColumn,
  type Cursor,
  type Order,
  type OrderColumn,
  toOrder,
  wrongTerm,
} from '../../../platform/search/order.ts'
import { toCursor, toToken } from '../../../platform/search/pages.ts'
import { asksForPrompts, besidePrompts, isAboutPrompts, modelIsPrompt, versionsArePrompts } from './prompts.ts'

const ALIASES = {
  timestamp: 'last_updated_timestamp',
  creation_time: 'creation_timestamp',
  last_updated_time: 'last_updated_timestamp',
}

const MODELS: Attributes = {
  list: [
    { name: 'name', field: sql`m.name`, type: 'text', isAscii: true },
    { name: 'creation_timestamp', field: sql`m.created_ms`, type: 'bigint' },
    { name: 'last_updated_timestamp', field: sql`m.updated_ms`, type: 'bigint' },
  ],
  aliases: ALIASES,
}

const VERSIONS: Attributes = {
  list: [
    { name: 'name', field: sql`m.name`, type: 'text', isAscii: true },
    { name: 'version_number', field: sql`v.version`, type: 'bigint' },
    { name: 'run_id', field: sql`coalesce(v.run_id, '')`, type: 'text' },
    { name: 'source_path', field: sql`v.source`, type: 'text' },
    { name: 'model_id', field: sql`coalesce(v.model_id, '')`, type: 'text' },
    { name: 'current_stage', field: sql`v.stage`, type: 'text' },
    { name: 'creation_timestamp', field: sql`v.created_ms`, type: 'bigint' },
    { name: 'last_updated_timestamp', field: sql`v.updated_ms`, type: 'bigint' },
  ],
  aliases: { ...ALIASES, version: 'version_number', source: 'source_path', stage: 'current_stage' },
}

const compile = (filter: Filter | undefined, attributes: Attributes, tags: Field, arePrompts: Condition): Condition => {
  const isAsking = asksForPrompts(filter)
  const leaf = (comparison: Comparison): Condition => {
    const { entity, at } = comparison.key
    if (entity === 'attribute') return attributeCondition(attributes, comparison)
    if (entity !== 'tag')
      throw wrongHere(
        at,
        `the registry has no ${entity}s; filter by ${attributes.list.map(({ name }) => name).join(', ')} or tags.`,
      )
    return isAboutPrompts(comparison) && !isAsking ? sql<boolean>`true` : documentCondition(tags, comparison)
  }
  return besidePrompts(isAsking, compileTree(filter, leaf), arePrompts)
}

export const compileModelFilter = (filter: Filter | undefined): Condition =>
  compile(filter, MODELS, sql`m.tags`, modelIsPrompt)

export const compileVersionFilter = (filter: Filter | undefined): Condition =>
  compile(filter, VERSIONS, sql`v.tags`, versionsArePrompts)

function toColumn(attributes: Attributes, term: OrderTerm): OrderColumn {
  if (term.key.entity === 'attribute') return attributeColumn(attributes, term)
  throw wrongTerm(term, `order by ${attributes.list.map(({ name }) => name).join(', ')}.`)
}

const name: OrderColumn = { id: 'name', field: sql`m.name`, type: 'text', descending: false }

export const compileModelOrder = (terms: readonly OrderTerm[]): Order =>
  toOrder(sql``, [...terms.map((term) => toColumn(MODELS, term)), name])

/** Changed last first unless told otherwise; level versions by name, then the newest first. */
export function compileVersionOrder(terms: readonly OrderTerm[]): Order {
  const columns = terms.map((term) => toColumn(VERSIONS, term))
  if (columns.length === 0)
    columns.push({ id: 'last_updated_timestamp', field: sql`v.updated_ms`, type: 'bigint', descending: true })
  const number: OrderColumn = { id: 'version_number', field: sql`v.version`, type: 'bigint', descending: true }
  return toOrder(sql``, [...columns, name, number])
}

interface Page {
  where: Condition
  order: Order
  limit: number
  token: string | undefined
}

/** The rows of a page and the token of the next one; `search` asks for one row more than the page has. */
export async function pageOf<T extends { cursor: Cursor }>(
  { where, order, limit, token }: Page,
  search: (where: Condition) => Promise<T[]>,
): Promise<{ rows: T[]; token: string | undefined }> {
  const after = toCursor(token)
  const rows = await explained(search(after ? sql<boolean>`${where} and ${order.after(after)}` : where))
  const page = rows.slice(0, limit)
  return { rows: page, token: rows.length > limit ? toToken(page.at(-1)!.cursor) : undefined }
}
