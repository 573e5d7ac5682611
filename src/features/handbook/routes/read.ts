/** Routes of the handbook that read, one line each. */
import { mount } from '../../../platform/http/mount.ts'
import type { Caller, Http } from '../../../platform/http/server.ts'
import type { NotePeopleRead } from '../../access/index.ts'
import type { CheckService } from '../checks/service.ts'
import { specialisations } from '../contract/specialisations.ts'
import { handbook as h } from '../contract.ts'
import type { OverlayService } from '../overlay/service.ts'
import { getFigure, listFigures } from '../service/figures.ts'
import { overview, search, showLine } from '../service/lines.ts'
import { compareRoles, listRoles, showPaths, showRole, skillMatrix } from '../service/roles.ts'
import type { WorkspacePort } from '../service/sector.ts'
import { type DeclaredPort, listSpecialisations, suggest } from '../service/specialisations.ts'
import { linesOf, toContradictions, toPiece } from '../service/wire.ts'

interface Services {
  workspaceOf: WorkspacePort
  declared: DeclaredPort
  notePeopleRead: NotePeopleRead
  overlays: OverlayService
  checks: CheckService
  now(): number
}

export function readRoutes(
  http: Http,
  { overlays, checks, workspaceOf, declared, notePeopleRead, now }: Services,
): void {
  const { bookOf } = overlays
  mount(http, h.overview, async (_, { workspace }) =>
    overview(await bookOf(workspace), await overlays.isOverlaid(workspace)),
  )
  mount(http, h.roles, async ({ level }, { workspace }) => listRoles(await bookOf(workspace), level))
  mount(http, h.role, async ({ id, have }, { workspace }) =>
    showRole(await bookOf(workspace), id, have, await workspaceOf(workspace), now()),
  )
  mount(http, h.compare, async (input, { workspace }) => compareRoles(await bookOf(workspace), input, now()))
  mount(http, h.skills, async (input, { workspace }) => skillMatrix(await bookOf(workspace), input))
  /** What people declared of themselves: of all with the right to see people, which is recorded; else one's own. */
  async function declaredTo(caller: Caller) {
    const all = await declared(caller.workspace)
    if (!caller.may.people) return all.filter(({ account_id }) => account_id === (caller.accountId ?? 0))
    const accounts = all.map(({ account_id }) => account_id).filter((id) => id !== 0)
    await notePeopleRead(caller, accounts, 'specialisations')
    return all
  }
  mount(http, specialisations.list, async (_, caller) =>
    listSpecialisations(await bookOf(caller.workspace), await declaredTo(caller), caller.accountId),
  )
  mount(http, specialisations.suggest, async (input, caller) =>
    suggest(await bookOf(caller.workspace), input, await declaredTo(caller), caller.accountId),
  )
  mount(http, h.paths, async (_, { workspace }) => showPaths(await bookOf(workspace)))
  for (const topic of ['practices', 'challenges', 'trends', 'advice'] as const)
    mount(http, h[topic], async (_, { workspace }) => {
      const book = await bookOf(workspace)
      return { pieces: book[topic].map((piece) => toPiece(book, piece)) }
    })
  mount(http, h.tools, async ({ how }, { workspace }) => ({
    tools: (await bookOf(workspace)).tools.filter((tool) => how === undefined || tool.how === how),
  }))
  mount(http, h.figures, async (filter, { workspace }) =>
    listFigures(await bookOf(workspace), filter, await workspaceOf(workspace), now()),
  )
  mount(http, h.figure, async ({ id }, { workspace }) => getFigure(await bookOf(workspace), id, now()))
  mount(http, h.contradictions, async (_, { workspace }) => ({
    contradictions: toContradictions(await bookOf(workspace), now()),
  }))
  mount(http, h.missing, async (_, { workspace }) => {
    const book = await bookOf(workspace)
    return { missing: linesOf(book, book.missing) }
  })
  mount(http, h.line, async ({ id }, { workspace }) => {
    const book = await bookOf(workspace)
    const shown = showLine(book, id, now())
    const wanted = shown.line.here?.check
    const check = wanted && (await checks.list(workspace, book)).find((one) => one.id === wanted)
    return { ...shown, ...(check && { check }) }
  })
  mount(http, h.search, async (input, { workspace }) => search(await bookOf(workspace), input))
  mount(http, h.checks, async (_, { workspace }) => ({
    checks: await checks.list(workspace, await bookOf(workspace)),
  }))
}
