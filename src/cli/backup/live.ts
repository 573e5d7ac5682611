/** Backups that a running server makes: sent as one file, or put where it keeps its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ESTIMATE_HEADER, operate } from '../../features/operate/contract.ts'
import type { Reply } from '../../lib/contract.ts'
import { Failure } from '../../lib/failure.ts'
import { backupSink, fileArchive } from '../../platform/backup/folder.ts'
import type { Made } from '../../platform/backup/make.ts'
import { readEnds } from '../../platform/backup/read.ts'
import type { Client } from '../client.ts'
import { meter } from './report.ts'

const POLL_MS = 500

export type Task = Reply<typeof operate.task>['task']

/** Why the server gave up, in its words. */
async function reasonOf(client: Client, error: unknown): Promise<unknown> {
  const { failed } = await client.call(operate.backups, {}).catch(() => ({ failed: null }))
  if (error instanceof Failure && !failed) return error
  return failed?.error
    ? new Failure('TEMPORARILY_UNAVAILABLE', `The server could not make the backup: ${failed.error}`, { cause: error })
    : new Failure('TEMPORARILY_UNAVAILABLE', `The backup broke off: ${(error as Error).message}. Nothing was kept.`, {
        cause: error,
      })
}

/** Writes what the server sends into a file, which gets its name once it is whole. */
export async function receive(client: Client, file: string, signal: AbortSignal): Promise<Made> {
  const sink = await backupSink(file)
  const bar = meter('Backing up')
  let bytes = 0
  try {
    const reply = await client.send(operate.stream, {}, { signal })
    const estimate = Number(reply.headers.get(ESTIMATE_HEADER) ?? 0)
    for await (const chunk of reply.body!) {
      await sink.write(chunk)
      bytes += chunk.length
      bar.at(bytes, Math.max(estimate, bytes))
    }
    await sink.finish()
    return { ...(await readEnds(await fileArchive(file))), bytes }
  } catch (error) {
    await sink.abort()
    if (bytes === 0 || signal.aborted) throw error
    throw await reasonOf(client, error)
  } finally {
    bar.end()
  }
}

/** Waits until the server has done what it was asked for. */
export async function follow(client: Client, asked: Task, label: string, signal: AbortSignal): Promise<Task> {
  const bar = meter(label)
  try {
    for (;;) {
      const { task } = await client.call(operate.task, { id: asked.id }, signal)
      if (task.state === 'failed')
        throw new Failure('TEMPORARILY_UNAVAILABLE', `The server could not do it: ${task.error}`)
      if (task.state === 'done') return task
      bar.at(Number(task.done), Number(task.total))
      await sleep(POLL_MS, undefined, { signal })
    }
  } finally {
    bar.end()
  }
}
