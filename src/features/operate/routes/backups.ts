/** Backups over HTTP. */
import { PassThrough } from 'node:stream'
import { Failure } from '../../../lib/failure.ts'
import type { Sink } from '../../../platform/backup/archive.ts'
import type { Sizes } from '../../../platform/backup/make.ts'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { operate as contract, ESTIMATE_HEADER } from '../contract.ts'
import type { BackupService } from '../service/backups.ts'
import { type Overview, toTask } from '../service/overview.ts'
import type { TaskService } from '../service/tasks.ts'

/** Whoever reads a backup this slowly is gone. */
const STALL_MS = 10 * 60_000

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
      // The stream keeps what is not yet sent, while the memory of a chunk is used again.
      if (!stream.write(Buffer.from(chunk))) await drained()
    },
    async finish() {
      stream.end()
    },
    async abort() {
      stream.destroy()
    },
  }
}

export function backupRoutes(http: Http, tasks: TaskService, backups: BackupService, overview: Overview): void {
  mount(http, contract.backups, overview)

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
