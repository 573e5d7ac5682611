/** Which events somebody may be told of, and how they say which they want. */
import { invalid } from '../../lib/failure.ts'
import { groupOf } from '../../lib/vocabulary.ts'
import { TOLD } from './contract.ts'
import { keyOf, toMlflow } from './mlflow/events.ts'
import type { NewEvent } from './reads.ts'
import type { HookRow } from './store.ts'

const GROUPS = [...new Set(TOLD.map(groupOf))]
const KNOWN = new Set<string>(['*', ...TOLD, ...GROUPS.map((group) => `${group}.*`)])

/** Each of them once, refused with what there is. */
export function checkEvents(events: string[]): string[] {
  const wrong = events.find((name) => !KNOWN.has(name))
  if (wrong !== undefined)
    throw invalid(
      `Parameter 'events' has '${wrong}', which is told to nobody. There are ${TOLD.join(', ')}; ${GROUPS[0]}.* stands for all of a group, * for all.`,
    )
  return [...new Set(events)]
}

const told = new Set<string>(TOLD)

const isWanted = (wanted: readonly string[], name: string): boolean =>
  told.has(name) && wanted.some((each) => each === '*' || each === name || each === `${groupOf(name)}.*`)

export function wants({ form, events }: Pick<HookRow, 'form' | 'events'>, event: NewEvent): boolean {
  if (form === 'cloudevents') return isWanted(events, event.name)
  const told = toMlflow(event)
  return told !== undefined && events.includes(keyOf(told))
}
