/** When a version was registered that was brought from elsewhere: said afterwards, as its registration was now. */
import type { Input } from '../../../../lib/contract.ts'
import { invalid } from '../../../../lib/failure.ts'
import type { registered as contract } from '../../contract/own.ts'
import type { Actor } from '../../service.ts'
import { versionOf } from '../limits.ts'
import type { Parts } from './models.ts'
import { lockVersion } from './versions.ts'

export const dateService =
  ({ db, versions, said, now }: Parts) =>
  async (actor: Actor, { name, version, registered_at }: Input<typeof contract.setRegisteredAt>): Promise<void> => {
    if (registered_at < 0 || registered_at > now())
      throw invalid(`Parameter 'registered_at' is ${registered_at}: it must lie between 1970 and now, in milliseconds.`)
    await db.transaction().execute(async (tx) => {
      const row = await lockVersion(versions, tx, actor.workspace, name, versionOf(version))
      if (row.created_ms === registered_at) return
      await versions.date(tx, actor.workspace, row, registered_at)
      await said.version(tx, actor, 'version.changed', row, { changed: ['registered_at'], registered_at })
    })
  }

export type SetRegisteredAt = ReturnType<typeof dateService>
