/** Routes of what a team adds to the handbook, one line each. */
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { readAdverts } from '../adverts/read.ts'
import { team } from '../contract/team.ts'
import type { OverlayService } from '../overlay/service.ts'
import type { RhythmService } from '../rhythm/service.ts'

export function teamRoutes(http: Http, overlays: OverlayService, rhythm: RhythmService, now: () => number): void {
  mount(http, team.overlay, async (_, actor) => ({ overlay: await overlays.find(actor) }))
  mount(http, team.putOverlay, async ({ yaml }, actor) => ({ overlay: await overlays.put(actor, yaml) }))
  mount(http, team.deleteOverlay, async (_, actor) => void (await overlays.remove(actor)))
  mount(http, team.rhythm, async (_, { workspace }) => ({ duties: await rhythm.list(workspace) }))
  mount(http, team.schedule, async ({ id, every, from }, actor) => ({
    duty: await rhythm.schedule(actor, id, every, from),
  }))
  mount(http, team.unschedule, async ({ id }, actor) => ({ duty: await rhythm.unschedule(actor, id) }))
  mount(http, team.done, async ({ id, note }, actor) => ({ duty: await rhythm.done(actor, id, note) }))
  mount(http, team.reopen, async ({ id }, actor) => ({ duty: await rhythm.reopen(actor, id) }))
  mount(http, team.advert, ({ text }) => ({ drafts: readAdverts(text, new Date(now()).toISOString().slice(0, 10)) }))
}
