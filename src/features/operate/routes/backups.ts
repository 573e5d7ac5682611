/** Backups over HTTP. */
import { PassThrough } from 'node:stream'
import { Failure } from '../../../lib/failure.ts'
import type { Sink } from '../../../platform/backup/archive.ts'
import type { Sizes } from '../../../platform/backup/make.ts'
import type { Config } from '../../../platform/config.ts'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { operate as contract, ESTIMATE_HEADER } from '../contract.ts'
import type { BackupService } from '../service/backups.ts'
import { nextDue } from '../service/nightly.ts'
import type { TaskService } from '../service/tasks.ts'
import type { TaskRow } from '../store/tasks.ts'

/** Whoever reads a backup this slowly is gone. */
const STALL_MS = 10 * 60_000

const toTask = ({ workspace_id, account_id, seen_ms, ...task }: TaskRow) => ({ ...task, id: Number(task.id) })

const timeOfDay = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const gone = (): Failure =>
  new Failure('TEMPORARILY_UNAVAILABLE', 'Whoever asked for the backup went away before it was whole.')

/** Writes into a reply as fast as it is read. */
function replySink(stream: PassThrough): Sink {
  const drained = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void) => (): void => {
        clearTimeout(timer)
        stream.off('drain', more).off('close', end)
        act()
      }
      const more = settle(resolve)
      const end = settle(() => reject(gone()))
      const timer = setTimeout(end, STALL_MS)
      stream.once('drain', more).once('close', end)
    })
  return {
    async write(chunk) {
      if (stream.destroyed) throw gone()
      if (!stream.write(chunk)) await drained()
    },
    async finish() {
      stream.end()
    },
    async abort() {
      stream.destroy()
    },
  }
}

interface Parts {
  tasks: TaskService
  backups: BackupService
  config: Config
  now: () => number
  /** When the installation began, in milliseconds. */
  since(): Promise<number>
}

export function backupRoutes(http: Http, { tasks, backups, config, now, since }: Parts): void {
  const { nightly, at, keep } = config.backup

  mount(http, contract.backups, async () => {
    await tasks.settle()
    const listed = await backups.list()
    const [made, verified] = await Promise.all([tasks.lastEnded('make'), tasks.lastEnded('verify')])
    // That a backup did not verify matters for as long as it is there.
    const stillThere = listed.backups.some(({ name }) => name === verified?.name)
    const failed = [made, stillThere ? verified : undefined].find((task) => task?.state === 'failed')
    const active = await tasks.active()
    const next = nightly ? nextDue(now(), at, { ...(await tasks.lastNightly()), since: await since() }) : null
    return {
      place: backups.place,
      nightly: { on: nightly, at: timeOfDay(at), keep, next_ms: next },
      ...listed,
      active: active ? toTask(active) : null,
      failed: failed ? toTask(failed) : null,
    }
  })

  mount(http, contract.backUp, async (_, { accountId }) => ({
    task: toTask(await tasks.ask('make', 'by-hand', accountId, null, true)),
  }))

  mount(http, contract.task, async ({ id }) => ({ task: toTask(await tasks.get(id)) }))

  mount(http, contract.verify, async ({ name }, { accountId }) => {
    await backups.assertThere(name)
    return { task: toTask(await tasks.ask('verify', 'by-hand', accountId, name, true)) }
  })

  mountRaw(http, contract.stream, async (_, { accountId, reply }) => {
    const task = await tasks.ask('make', 'by-hand', accountId, null, false)
    const stream = new PassThrough({ highWaterMark: 1 << 20 })
    await new Promise<void>((resolve, reject) => {
      // A refusal comes before the first byte and is answered as any other; later the reply breaks off.
      const open = async ({ database, blobs }: Sizes): Promise<Sink> => {
        reply.headers({ 'content-type': 'application/x-tar', [ESTIMATE_HEADER]: String(database + blobs) }).send(stream)
        resolve()
        return replySink(stream)
      }
      tasks
        .run(task, (work) => backups.send(open, work))
        .catch((error: unknown) => {
          stream.destroy()
          reject(error)
        })
    })
  })
}
