/** What a group's cell says on hover: the mean in full, with its interval and how many runs it is of. */
import type { Column, Group } from '../columns.ts'
import { meanInWords } from '../say-group.ts'
import { DIFFER_TITLE } from '../words.ts'

export function exactlyOfGroup(group: Group, { kind, name }: Column): string | undefined {
  if (kind === 'metrics') {
    const summary = group.metrics[name]
    return summary && meanInWords(summary)
  }
  if (kind === 'attribute') return undefined
  return group[kind][name] ?? DIFFER_TITLE
}
