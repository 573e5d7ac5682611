/** Rules of the overlay: one for a workspace, checked before it is stored, laid over the documents for every reader. */
import type { Reply } from '../../../lib/contract.ts'
import { Failure } from '../../../lib/failure.ts'
import type { Db } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import type { Book } from '../book/load.ts'
import type { team } from '../contract/team.ts'
import { templateOf } from '../service/roles.ts'
import { toPiece } from '../service/wire.ts'
import type { HandbookStore, OverlayRow } from '../store.ts'
import type { Overlaid } from './merge.ts'

interface Actor {
  workspace: number
  accountId: number | null
  may: { admin: boolean }
}

interface Parts {
  db: Db
  book(): Promise<Book>
  store: HandbookStore
  events: Events
  now(): number
}

type Shown = NonNullable<Reply<typeof team.overlay>['overlay']>

export function overlayService({ db, book, store, events, now }: Parts) {
  /** What was read last of each workspace, good for as long as the text is the same. */
  const read = new Map<number, { yaml: string; overlaid: Overlaid | Failure }>()

  /** The reader of YAML is loaded with the book, not with the server. */
  async function lay(yaml: string): Promise<Overlaid> {
    const { overlay } = await import('./merge.ts')
    return overlay(await book(), yaml)
  }

  async function tryToLay(yaml: string): Promise<Overlaid | Failure> {
    try {
      return await lay(yaml)
    } catch (error) {
      if (error instanceof Failure) return error
      throw error
    }
  }

  /** A file that fitted an earlier version may not fit this one; then the documents stand alone, and it is said why. */
  async function overlaidOf(workspace: number, { yaml }: OverlayRow): Promise<Overlaid | Failure> {
    const known = read.get(workspace)
    if (known?.yaml === yaml) return known.overlaid
    const overlaid = await tryToLay(yaml)
    if (read.size > MOST_KEPT) read.clear()
    read.set(workspace, { yaml, overlaid })
    return overlaid
  }

  function show({ may }: Actor, row: OverlayRow, overlaid: Overlaid | Failure): Shown {
    const yaml = may.admin ? row.yaml : null
    if (overlaid instanceof Failure)
      return { roles: [], practices: [], bands: null, yaml, changed_at: row.changed_ms, problem: overlaid.message }
    const { book: whole, data, bands } = overlaid
    return {
      roles: (data.ladder ?? []).map(({ id }) => templateOf(whole, id)),
      practices: whole.practices
        .filter(({ id }) => data.practices?.some((piece) => piece.id === id))
        .map((piece) => toPiece(whole, piece)),
      bands: may.admin ? bands : null,
      yaml,
      changed_at: row.changed_ms,
      problem: null,
    }
  }

  const say = (
    tx: Parameters<Events['append']>[0],
    { workspace, accountId }: Actor,
    details: Record<string, unknown>,
  ) => events.append(tx, { workspace, accountId, name: 'handbook.overlaid', kind: 'handbook', id: 'overlay', details })

  return {
    /** The book as a workspace sees it. */
    async bookOf(workspace: number): Promise<Book> {
      const row = await store.overlay(workspace)
      const overlaid = row && (await overlaidOf(workspace, row))
      return overlaid && !(overlaid instanceof Failure) ? overlaid.book : book()
    },

    async isOverlaid(workspace: number): Promise<boolean> {
      return (await store.overlay(workspace)) !== undefined
    },

    async find(actor: Actor): Promise<Shown | null> {
      const row = await store.overlay(actor.workspace)
      return row ? show(actor, row, await overlaidOf(actor.workspace, row)) : null
    },

    async put(actor: Actor, yaml: string): Promise<Shown> {
      const overlaid = await lay(yaml)
      const { ladder = [], practices = [], bands = [] } = overlaid.data
      const row = { yaml, changed_ms: now() }
      await db.transaction().execute(async (tx) => {
        await store.putOverlay(tx, actor.workspace, yaml, row.changed_ms)
        // Only numbers: what the bands say is for admins, events are for all.
        await say(tx, actor, { rungs: ladder.length, practices: practices.length, bands: bands.length })
      })
      return show(actor, row, overlaid)
    },

    /** Removing what is not there changes nothing. */
    async remove(actor: Actor): Promise<void> {
      await db.transaction().execute(async (tx) => {
        if (await store.deleteOverlay(tx, actor.workspace)) await say(tx, actor, { removed: true })
      })
    },
  }
}

const MOST_KEPT = 100

export type OverlayService = ReturnType<typeof overlayService>
