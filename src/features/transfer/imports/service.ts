/** Rules of imports: who may ask for which source, one at a time for each, ended and gone on with. */
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Db } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { RootKey } from '../../../platform/root-key.ts'
import type { ImportInput, ImportView } from '../contract/imports.ts'
import { seal } from '../secrets.ts'
import { kindOf } from '../sources/open.ts'
import type { ImportRow, ImportStore } from '../store/imports.ts'
import { type Asked, toAsked } from '../taking/asked.ts'
import type { Actor } from '../taking/ports.ts'
import { emptyProgress, emptyReport } from '../taking/tally.ts'

interface Parts {
  db: Db
  store: ImportStore
  events: Events
  key: () => RootKey
  now: () => number
  wake(): void
  /** Refuses a server that may not be asked. */
  judge(asked: Asked): Promise<void>
}

const toImport = ({ options, ...row }: ImportRow): ImportView => ({
  ...{ id: row.id, kind: row.kind, place: row.place, ...options, state: row.state },
  ...{ asked_ms: row.asked_ms, began_ms: row.began_ms, ended_ms: row.ended_ms },
  ...{ progress: row.progress, report: row.report, error: row.error },
})

export function importService({ db, store, events, key, now, wake, judge }: Parts) {
  async function get(workspace: number, id: number): Promise<ImportRow> {
    const row = await store.find(workspace, id)
    if (!row) throw notFound('Import', String(id), 'in this workspace. List them with bw import ls.')
    return row
  }
  const show = async (workspace: number, id: number) => ({ import: toImport(await get(workspace, id)) })

  return {
    list: async (workspace: number) => ({ imports: (await store.list(workspace)).map(toImport) }),
    get: show,

    async create(actor: Actor & { isOwner: boolean }, input: ImportInput) {
      const kind = kindOf(input.uri)
      if (kind !== 'server' && !actor.isOwner)
        throw new Failure(
          'PERMISSION_DENIED',
          `Parameter 'uri' names a ${kind} that the server reads itself: only an owner may. Ask one, or give the address of a server.`,
        )
      const asked = toAsked(input)
      if (kind === 'server') await judge(asked)
      const { experiments = null, dry_run = false, files = true, on_clash = 'suffix' } = input
      if (experiments?.length === 0) throw invalid("Parameter 'experiments' names none. Leave it out for all.")
      const row = await db.transaction().execute((tx) =>
        store.insert(tx, {
          ...{ workspace_id: actor.workspace, account_id: actor.accountId, kind, place: asked.place },
          options: { experiments, dry_run, files, on_clash },
          ...{ secret: seal(key(), asked.secret), key_id: key().id, asked_ms: now() },
          ...{ progress: emptyProgress(), report: emptyReport() },
        }),
      )
      wake()
      return { import: toImport(row) }
    },

    async cancel({ workspace, accountId }: Actor, id: number) {
      const row = await get(workspace, id)
      await db.transaction().execute(async (tx) => {
        const ended = { state: 'cancelled', ended_ms: now() } as const
        if (!(await store.change(row, ['waiting', 'running'], ended, tx)))
          throw new Failure('RESOURCE_CONFLICT', `Import ${id} is ${row.state} already.`)
        await events.append(tx, {
          ...{ workspace, accountId, name: 'import.cancelled', kind: 'import', id: String(id) },
          details: { place: row.place, kind: row.kind },
        })
      })
      return show(workspace, id)
    },

    async resume({ workspace }: Actor, id: number) {
      const row = await get(workspace, id)
      if (!(await store.change(row, ['failed', 'cancelled'], { state: 'waiting', ended_ms: null, error: null })))
        throw new Failure(
          'RESOURCE_CONFLICT',
          `Import ${id} is ${row.state}: only one that failed or was cancelled can go on.`,
        )
      wake()
      return show(workspace, id)
    },
  }
}

export type ImportService = ReturnType<typeof importService>
