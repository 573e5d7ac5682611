/** The handbook: what five documents say of leading an ML team, what a team lays over it, and what the graph shows of it. */
import type { Deps } from '../../platform/deps.ts'
import type { NotePeopleRead } from '../access/index.ts'
import { checkService } from './checks/service.ts'
import { createLibrary } from './library.ts'
import { overlayService } from './overlay/service.ts'
import { handbookReads } from './reads.ts'
import { rhythmCard } from './rhythm/card.ts'
import { rhythmService } from './rhythm/service.ts'
import { readRoutes } from './routes/read.ts'
import { teamRoutes } from './routes/team.ts'
import { searchSource } from './service/lines.ts'
import type { WorkspacePort } from './service/sector.ts'
import { type DeclaredPort, readSpecialisations } from './service/specialisations.ts'
import { handbookStore } from './store.ts'
import './tables.ts'

export type { CountPort } from './checks/service.ts'

export interface HandbookDeps extends Deps {
  /** The workspace of a request, with its sector. */
  workspaceOf: WorkspacePort
  /** Who declared which specialisations of themselves. */
  declared: DeclaredPort
  /** Records that somebody looked at what is known of people. */
  notePeopleRead: NotePeopleRead
}

export function handbook({ http, db, events, now, onStart, onStop, ...ports }: HandbookDeps) {
  const library = createLibrary()
  const store = handbookStore(db)
  const reads = handbookReads(db)
  const overlays = overlayService({ db, book: library.book, store, events, now })
  const checks = checkService(reads)
  readRoutes(http, { overlays, checks, ...ports, now })
  const rhythm = rhythmService({ db, store, reads, events, bookOf: overlays.bookOf, now })
  teamRoutes(http, overlays, rhythm, now)
  onStart(library.readSoon)
  onStop(library.stop)
  return {
    /** Features count here what only they know, for the checks. */
    onCount: checks.onCount,
    purge: store.purge,
    /** What somebody names as their specialisations, as ids. */
    readSpecialisations: async (workspace: number, named: string[]) =>
      readSpecialisations(await overlays.bookOf(workspace), 'specialisations', named),
    source: searchSource(overlays.bookOf),
    card: rhythmCard(store, rhythm),
  }
}
