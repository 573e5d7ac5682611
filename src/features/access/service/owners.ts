/** An owner of the installation always remains. */
import { Failure } from '../../../lib/failure.ts'
import type { Tx } from '../../../platform/db.ts'
import type { AccountRow, AccountStore } from '../store/accounts.ts'

/** Before an owner ends to be one; to be called under the lock of accounts. */
export async function checkOwnerRemains(
  store: Pick<AccountStore, 'owners'>,
  tx: Tx,
  { id, workspace_id, is_owner, disabled_at }: AccountRow,
): Promise<void> {
  if (!is_owner || disabled_at) return
  if ((await store.owners(tx, workspace_id)).every((owner) => owner.id === id))
    throw new Failure('RESOURCE_CONFLICT', 'This is the last owner. Make another owner first.')
}
