/** Secrets of webhooks: ours are derived anew whenever one is needed, so that none is stored; chosen ones are sealed. */
import type { RootKey } from '../../platform/root-key.ts'
import type { HookRow } from './store.ts'

export const secretOf = (key: RootKey, { id, secret_no }: Pick<HookRow, 'id' | 'secret_no'>): Buffer =>
  key.derive(`webhook ${id} ${secret_no}`)

const purposeOf = (id: number): string => `secret of webhook ${id}`

export const sealSecret = (key: RootKey, id: number, secret: string | undefined): string | null =>
  secret ? key.seal(purposeOf(id), secret).toString('base64') : null

export const chosenSecret = (key: RootKey, { id, secret }: Pick<HookRow, 'id' | 'secret'>): string | undefined =>
  secret === null ? undefined : key.open(purposeOf(id), Buffer.from(secret, 'base64'))
