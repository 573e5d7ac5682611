/** Secrets of webhooks: derived anew whenever one is needed, so that none is stored. */
import type { RootKey } from '../../platform/root-key.ts'
import type { HookRow } from './store.ts'

export const secretOf = (key: RootKey, { id, secret_no }: Pick<HookRow, 'id' | 'secret_no'>): Buffer =>
  key.derive(`webhook ${id} ${secret_no}`)
