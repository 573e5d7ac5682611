/**
 * What a receiver gets: an event as CloudEvents 1.0 in structured JSON, signed as Standard Webhooks has it, so that the
 * libraries of either take it as it is. (cloudevents.io; standardwebhooks.com)
 */
import { createHmac } from 'node:crypto'
import type { EventRow } from './reads.ts'

export interface Message {
  /** The same for every attempt: a receiver that has it already knows. */
  id: string
  body: string
}

const SECRET = 'whsec_'

export const secretText = (key: Buffer): string => `${SECRET}${key.toString('base64')}`

/** HMAC-SHA256 over id, time in seconds and body, which a receiver holds against its own clock. */
export function signatureOf(key: Buffer, { id, body }: Message, seconds: number): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

export function headersOf(key: Buffer, message: Message, nowMs: number): Record<string, string> {
  const seconds = Math.floor(nowMs / 1_000)
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'webhook-id': message.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureOf(key, message, seconds),
  }
}

/** Says nothing of who did it: what leaves the installation cannot be erased any more. */
export function toMessage(event: EventRow): Message {
  const id = `bw_${event.id}`
  const { subject_kind: kind, subject_id, seq, details } = event
  return {
    id,
    body: JSON.stringify({
      specversion: '1.0',
      id,
      source: `/w/${event.workspace}`,
      type: `bellwether.${event.name}.v1`,
      subject: `${kind}/${subject_id}`,
      time: event.at.toISOString(),
      datacontenttype: 'application/json',
      data: { seq, name: event.name, subject: { kind, id: subject_id }, details },
    }),
  }
}

export function testMessage(id: string, workspace: string, nowMs: number): Message {
  return {
    id,
    body: JSON.stringify({
      ...{ specversion: '1.0', id, source: `/w/${workspace}`, type: 'bellwether.webhook.test.v1' },
      ...{ time: new Date(nowMs).toISOString(), datacontenttype: 'application/json' },
      data: { message: 'This is a test: whoever reads it can be told of events.' },
    }),
  }
}
