/** Who gives a version an alias or a stage comes through here: the one place that can refuse it. */
import { invalid } from '../../../../lib/failure.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Stage } from '../../contract/shapes.ts'
import type { Actor } from '../../service.ts'
import type { NamedVersion } from '../store/versions.ts'
import type { Parts } from './models.ts'
import { lockVersion } from './versions.ts'

/** What a version may be given. */
export type Given = { alias: string } | { stage: Stage; archiveOthers: boolean }

const ACTIVE: readonly Stage[] = ['Staging', 'Production']

export function assignService({ db, models, versions, said, now }: Parts) {
  async function setAlias(tx: Tx, actor: Actor, row: NamedVersion, alias: string): Promise<void> {
    const from = await models.setAlias(tx, actor.workspace, row.model, alias, row.version)
    if (from === row.version) return
    await said.model(tx, actor, 'alias.set', { ...row, id: row.model }, { alias, from: from ?? null, to: row.version })
  }

  async function setStage(
    tx: Tx,
    actor: Actor,
    row: NamedVersion,
    { stage, archiveOthers }: Extract<Given, { stage: Stage }>,
  ): Promise<void> {
    const { workspace } = actor
    const at = now()
    const others = archiveOthers ? await versions.archive(tx, workspace, row.model, stage, row.version, at) : []
    await versions.update(tx, workspace, row.id, { stage }, at)
    await models.update(tx, workspace, row.model, {}, at)
    for (const version of others)
      await said.version(tx, actor, 'version.transitioned', { ...row, version }, { from: stage, to: 'Archived' })
    if (stage !== row.stage) await said.version(tx, actor, 'version.transitioned', row, { from: row.stage, to: stage })
  }

  return {
    async assign(actor: Actor, name: string, version: number, given: Given): Promise<void> {
      if ('stage' in given && given.archiveOthers && !ACTIVE.includes(given.stage))
        throw invalid(
          `Invalid value true for parameter 'archive_existing_versions': only moves to ${ACTIVE.join(' or ')} archive the others. Leave it out.`,
        )
      await db.transaction().execute(async (tx) => {
        const row = await lockVersion(versions, tx, actor.workspace, name, version)
        if ('alias' in given) await setAlias(tx, actor, row, given.alias)
        else await setStage(tx, actor, row, given)
      })
    },
  }
}

export type AssignService = ReturnType<typeof assignService>
