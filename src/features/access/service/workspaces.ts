/** Rules of workspaces: each is an address of its own; the first stays; a removed one takes all that was in it along. */
import type { Input } from '../../../lib/contract.ts'
import { Failure, invalid, notFound } from '../../../lib/failure.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { type Events, eraseDetails } from '../../../platform/events.ts'
import { eraseGraph, hasNodes } from '../../../platform/graph.ts'
import type { Jobs } from '../../../platform/jobs.ts'
import type { workspaces as contract } from '../contract/workspaces.ts'
import type { Principal } from '../identity.ts'
import type { Standing } from '../roles.ts'
import type { WorkspaceRow, WorkspaceStore } from '../store/workspaces.ts'

/** Removes what a feature keeps of a workspace. */
export type Purge = (tx: Tx, workspace: number) => Promise<void>

/** Ids of what somebody names as their specialisations, or a refusal that says which there are. */
export type ReadSpecialisations = (workspace: number, named: string[]) => Promise<string[]>

const FIRST = 1
const FIRST_NAME = 'default'
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** A workspace made or removed by another process is known within this time. */
const KEEP_MS = 5_000
const MOST_DESCRIPTION = 2_000
const PURGE = 'access.purge-workspaces'

interface Parts {
  db: Db
  store: WorkspaceStore
  events: Events
  jobs: Jobs
  now: () => number
  /** Who is a member of what is read anew. */
  forget(): void
}

interface Actor {
  workspace: number
  accountId: number | null
}

function checkLength(description: string | undefined): void {
  if (description && description.length > MOST_DESCRIPTION)
    throw invalid(
      `Parameter 'description' has ${description.length} characters, and at most ${MOST_DESCRIPTION} are kept. Shorten it.`,
    )
}

export function workspaceService({ db, store, events, jobs, now, forget }: Parts) {
  const purges: Purge[] = []
  let readSpecialisations: ReadSpecialisations = () => {
    throw new Failure('NOT_IMPLEMENTED', 'This server has no handbook, and so knows no specialisations.')
  }
  let known = new Map<string, { id: number; at: number }>()

  const say = (tx: Tx, name: 'created' | 'changed' | 'deleted', row: WorkspaceRow, accountId: number | null) =>
    events.append(tx, {
      // Its removal is told where somebody is left to read it.
      workspace: name === 'deleted' ? FIRST : row.workspace_id,
      name: `workspace.${name}`,
      kind: 'workspace',
      id: row.name,
      accountId,
      details: { sector: row.sector, description: row.description, is_demo: row.is_demo },
    })

  jobs.define({
    name: PURGE,
    async run() {
      for (const workspace of await store.deleted())
        await db.transaction().execute(async (tx) => {
          // What was wired last may refer to what was wired before it.
          for (const purge of purges.toReversed()) await purge(tx, workspace)
          await eraseGraph(tx, workspace)
          await eraseDetails(tx, workspace)
          await store.remove(tx, workspace)
        })
    },
  })

  return {
    /** Features register how they forget a workspace. */
    onPurge: (purge: Purge) => void purges.push(purge),

    /** Where somebody may go, with what they are there; everywhere on an open server. */
    async listFor(who: Principal | undefined): Promise<(WorkspaceRow & { role: Standing })[]> {
      const rows = await store.list()
      if (!who || who.isOwner)
        return rows
          .filter(({ workspace_id }) => who?.boundTo == null || who.boundTo === workspace_id)
          .map((row) => ({ ...row, role: 'owner' }))
      return rows.flatMap((row) => {
        const place = who.places.get(row.name)
        return place ? [{ ...row, role: place.standing }] : []
      })
    },
    here: store.get,
    /** None of them is removed before the transaction ends. */
    async hold(tx: Tx, ids: number[]): Promise<void> {
      if ((await store.hold(tx, ids)) < ids.length)
        throw new Failure(
          'RESOURCE_DOES_NOT_EXIST',
          'One of the workspaces has just been removed. Look which are left.',
        )
    },
    choiceOf: store.choiceOf,
    declared: store.declared,

    /** The handbook knows which specialisations there are. */
    onDeclare: (port: ReadSpecialisations) => {
      readSpecialisations = port
    },

    async choose(workspace: number, account: number, { answers_for, specialisations }: Input<typeof contract.choose>) {
      if (answers_for === undefined && specialisations === undefined)
        throw invalid("Give 'answers_for' or 'specialisations': there is nothing to choose.")
      const declared = specialisations && (await readSpecialisations(workspace, specialisations))
      await store.choose(workspace, account, {
        ...(answers_for !== undefined && { answers_for }),
        ...(declared && { specialisations: declared }),
      })
    },

    /** The id behind a name, if it has one. */
    async resolve(name: string): Promise<number | undefined> {
      if (name === FIRST_NAME) return FIRST
      const seen = known.get(name)
      const age = now() - (seen?.at ?? Number.NEGATIVE_INFINITY)
      if (seen && age >= 0 && age < KEEP_MS) return seen.id
      const row = await store.find(name)
      if (!row) return undefined
      if (known.size > 1_000) known = new Map()
      known.set(name, { id: row.workspace_id, at: now() })
      return row.workspace_id
    },

    async create(
      accountId: number | null,
      { name, sector, description = '', is_demo = false }: Input<typeof contract.create>,
    ) {
      if (!NAME.test(name))
        throw invalid(
          `'name' is '${name}'. It becomes part of the address: 1 to 63 small letters, digits and hyphens, not at the ends.`,
        )
      return db.transaction().execute(async (tx) => {
        checkLength(description)
        const row = await store.insert(tx, { name, sector: sector || null, description, is_demo })
        if (!row)
          throw new Failure('RESOURCE_ALREADY_EXISTS', `Workspace '${name}' already exists. Choose another name.`)
        await say(tx, 'created', row, accountId)
        return row
      })
    },

    async change({ workspace, accountId }: Actor, { sector, description }: Input<typeof contract.change>) {
      if (sector === undefined && description === undefined)
        throw invalid("Give 'sector' or 'description': there is nothing to change.")
      checkLength(description)
      return db.transaction().execute(async (tx) => {
        const row = await store.change(tx, workspace, {
          ...(sector !== undefined && { sector: sector || null }),
          ...(description !== undefined && { description }),
        })
        await say(tx, 'changed', row, accountId)
        return row
      })
    },

    async delete(accountId: number | null, name: string, { onlyEmpty = false } = {}): Promise<void> {
      const row = await store.find(name)
      if (!row) throw notFound('Workspace', name)
      if (row.workspace_id === FIRST)
        throw new Failure('RESOURCE_CONFLICT', `Workspace '${name}' is the first of this server and stays.`)
      await db.transaction().execute(async (tx) => {
        if (onlyEmpty && (await hasNodes(tx, row.workspace_id)))
          throw new Failure(
            'RESOURCE_CONFLICT',
            `Workspace '${name}' is not empty. Delete or move what is in it, or remove it with mode 'CASCADE'.`,
          )
        await store.markDeleted(tx, row.workspace_id)
        await say(tx, 'deleted', row, accountId)
        await jobs.enqueue(tx, PURGE)
      })
      known = new Map()
      forget()
    },
  }
}

export type WorkspaceService = ReturnType<typeof workspaceService>
