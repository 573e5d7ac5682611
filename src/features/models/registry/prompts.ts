/** Prompts are registered models with a tag: they stand in lists only where somebody asks for them. */
import { sql } from 'kysely'
import type { Comparison, Filter } from '../../../lib/filter/ast.ts'
import type { Condition } from '../../../platform/search/conditions.ts'

export const IS_PROMPT = 'mlflow.prompt.is_prompt'

export const isPrompt = (tags: Record<string, string>): boolean => tags[IS_PROMPT]?.toLowerCase() === 'true'

const MARK = JSON.stringify({ [IS_PROMPT]: 'true' })

/** Of `registered_models m`. */
export const modelIsPrompt = sql<boolean>`m.tags @> ${sql.lit(MARK)}`
/** Of the versions of `registered_models m`: one that is a prompt makes all of them prompts. */
export const versionsArePrompts = sql<boolean>`exists (
  select from model_versions p where p.model = m.id and p.tags @> ${sql.lit(MARK)})`

export const isAboutPrompts = ({ key }: Comparison): boolean => key.entity === 'tag' && key.name === IS_PROMPT

function leaves(filter: Filter): Comparison[] {
  if (filter.kind === 'not') return leaves(filter.part)
  return 'parts' in filter ? filter.parts.flatMap(leaves) : [filter]
}

/** Whether a filter asks for prompts; otherwise what it says of their mark means nothing, and they are left out. */
export function asksForPrompts(filter: Filter | undefined): boolean {
  const first = filter && leaves(filter).find(isAboutPrompts)
  if (first?.kind !== 'compare') return false
  const value = first.value.text.toLowerCase()
  return (first.op === '=' && value === 'true') || (first.op === '!=' && value === 'false')
}

/** The condition of a filter, beside the one that leaves prompts out unless it asks for them. */
export const besidePrompts = (isAsking: boolean, condition: Condition, arePrompts: Condition): Condition =>
  isAsking ? condition : sql<boolean>`(${condition} and not ${arePrompts})`
