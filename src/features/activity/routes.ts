/** The event log over HTTP: pages, long polls, streams. */
import type { Route } from '../../lib/contract.ts'
import { Failure, invalid } from '../../lib/failure.ts'
import { type Context, mount, mountRaw } from '../../platform/http/mount.ts'
import type { Http } from '../../platform/http/server.ts'
import { activity } from './contract.ts'
import type { Feed, View } from './feed.ts'
import type { EventRow } from './reads.ts'
import type { EventService } from './service.ts'
import { stream } from './stream.ts'

const toEvent = ({ seq, at, name, subject_kind, subject_id, account, details }: EventRow) => ({
  seq,
  at: at.getTime(),
  name,
  subject_kind,
  subject_id,
  account,
  details,
})

/** Browsers send the last id again when they reconnect; it says more than the URL, which stays as it was. */
function placeOf({ request }: Context, after: number | undefined): number | undefined {
  const id = request.headers['last-event-id']
  if (id === undefined || id === '') return after
  if (typeof id !== 'string' || !/^\d{1,15}$/.test(id)) throw invalid("Header 'Last-Event-ID' must be a seq.")
  return Number(id)
}

export function activityRoutes(http: Http, events: EventService, feed: Feed): void {
  /** Still there, and with the same eyes: one who may see less now has to ask again. */
  const checkOf =
    ({ request, may }: Context, route: Route) =>
    async () => {
      const now = await http.guard(request, route)
      if (now.may.audit !== may.audit) throw new Failure('PERMISSION_DENIED', 'Your rights have changed. Ask again.')
    }
  const viewOf = ({ workspace, may }: Context): View => ({ workspace, audited: may.audit })

  mount(http, activity.list, async (input, context) => {
    const { reply } = context
    const { rows, nextAfter } = await events.list(viewOf(context), input, {
      check: checkOf(context, activity.list as Route),
      onGone: (gone) => reply.raw.once('close', gone),
    })
    return { events: rows.map(toEvent), next_after: nextAfter }
  })

  mountRaw(http, activity.stream, async ({ after }, context) => {
    const { request, reply } = context
    const place = placeOf(context, after)
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      // A server that stops waits for connections, not for their next request.
      connection: 'close',
    }
    if (request.method === 'HEAD') return reply.headers(headers).send('')
    const reader = feed.subscribe()
    reply.raw.once('close', reader.close).on('error', reader.close)
    try {
      // After a restore the client may have more than the log: it goes on from the end.
      const head = await feed.head()
      const from = Math.min(place ?? head, head)
      reply.hijack()
      reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...headers })
      const check = checkOf(context, activity.stream as Route)
      await stream({ feed, reader, view: viewOf(context), after: from, response: reply.raw, check, toEvent })
    } catch (error) {
      reader.close()
      if (!reply.raw.headersSent) throw error
      request.log.debug({ err: error }, 'a stream of events ended')
    }
  })

  mount(http, activity.verify, () => events.verify())
}
