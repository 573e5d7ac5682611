/** Row types of webhooks and of what was sent to them. */
import type { Generated } from 'kysely'
import type { Int64 } from '../../lib/json.ts'
import type { DeliveryState, Form } from './contract.ts'

interface WebhooksTable {
  id: Generated<number>
  workspace_id: number
  name: string
  url: string
  events: string[]
  secret_no: Generated<number>
  key_id: string
  created_at: Generated<Date>
  since: Generated<Date>
  stopped: string | null
  form: Generated<Form>
  description: Generated<string>
  secret: string | null
  updated_at: Generated<Date>
}

interface DeliveriesTable {
  id: Generated<Int64>
  workspace_id: number
  webhook_id: number
  event_id: Int64
  state: Generated<DeliveryState>
  attempts: Generated<number>
  created_at: Date
  at: Date
  status: number | null
  took_ms: number | null
  error: string | null
}

interface ProgressTable {
  workspace_id: Generated<number>
  upto: Int64
}

declare module '../../platform/db.ts' {
  interface Tables {
    webhooks: WebhooksTable
    webhook_deliveries: DeliveriesTable
    webhook_progress: ProgressTable
  }
}
