/** Backups over HTTP. */
import { PassThrough } from 'node:stream'
import type { Sink } from '../../../platform/backup/archive.ts'
import type { Sizes } from '../../../platform/backup/make.ts'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import { replySink } from '../../../platform/http/reply-sink.ts'
import type { Http } from '../../../platform/http/server.ts'
import { operate as contract, ESTIMATE_HEADER } from '../contract.ts'
import type { BackupService } from '../service/backups.ts'
import { type Overview, toTask } from '../service/overview.ts'
import type { TaskService } from '../service/tasks.ts'

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
        return replySink(stream, 'the backup')
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
