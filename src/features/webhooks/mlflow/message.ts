/** What a receiver of MLflow's form gets: mlflow.webhooks.delivery says how it is signed. */
import { createHmac } from 'node:crypto'
import type { Message } from '../message.ts'
import type { Told } from './events.ts'

export function mlflowMessage(id: string, { entity, action, data }: Told, workspace: string, at: Date): Message {
  return { id, body: JSON.stringify({ entity, action, timestamp: at.toISOString(), data, workspace }) }
}

export function mlflowHeaders(
  secret: string | undefined,
  { id, body }: Message,
  nowMs: number,
): Record<string, string> {
  const seconds = Math.floor(nowMs / 1_000)
  const sign = (key: string) => createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'x-mlflow-delivery-id': id,
    'x-mlflow-timestamp': String(seconds),
    ...(secret !== undefined && { 'x-mlflow-signature': `v1,${sign(secret)}` }),
  }
}
