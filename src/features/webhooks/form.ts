/** A message in the form of its webhook, and the headers that sign it. */
import type { RootKey } from '../../platform/root-key.ts'
import { headersOf, type Message, testMessage, toMessage } from './message.ts'
import { EXAMPLES, toMlflow } from './mlflow/events.ts'
import { mlflowHeaders, mlflowMessage } from './mlflow/message.ts'
import type { EventRow } from './reads.ts'
import { chosenSecret, secretOf } from './secrets.ts'
import type { HookRow } from './store.ts'

/** Undefined when MLflow would not tell it: what it was of is not known any more. */
export function messageOf({ form }: HookRow, event: EventRow): Message | undefined {
  if (form === 'cloudevents') return toMessage(event)
  const told = toMlflow(event)
  return told && mlflowMessage(`bw_${event.id}`, told, event.workspace, event.at)
}

export const signed = (key: RootKey, hook: HookRow, message: Message, nowMs: number): Record<string, string> =>
  hook.form === 'mlflow'
    ? mlflowHeaders(chosenSecret(key, hook), message, nowMs)
    : headersOf(secretOf(key, hook), message, nowMs)

/** An example of what it is told, by name or the first of its events. */
export function testOf(
  { form, events }: HookRow,
  id: string,
  workspace: string,
  nowMs: number,
  name = events[0]!,
): Message {
  if (form === 'cloudevents') return testMessage(id, workspace, nowMs)
  const [entity = '', action = ''] = name.split('.')
  return mlflowMessage(id, { entity, action, data: EXAMPLES[name]! }, workspace, new Date(nowMs))
}
