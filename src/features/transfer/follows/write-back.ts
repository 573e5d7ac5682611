/** The one thing that is ever written to a followed server, and only if its follow allows that: notes of Bellwether's. */
import type { Logger } from 'pino'
import type { ServerSource } from '../sources/server.ts'
import type { FollowRow, FollowStore } from '../store/follows.ts'

interface Parts {
  store: FollowStore
  open(row: FollowRow, signal: AbortSignal): Promise<ServerSource>
  log: Logger
}

const TIMEOUT_MS = 30_000

export interface Note {
  key: string
  value: string
}

/** A source that cannot be told keeps nobody from noting something here. */
export const writeBack =
  ({ store, open, log }: Parts) =>
  async (workspace: number, runId: string, tags: Note[]): Promise<void> => {
    const row = await store.followOf(workspace, runId)
    if (!row?.options.write_back) return
    try {
      const source = await open(row, AbortSignal.timeout(TIMEOUT_MS))
      for (const { key, value } of tags) await source.tell('runs/set-tag', { run_id: runId, key, value })
      await source.close()
    } catch (error) {
      log.warn({ err: error, follow: row.name, run: runId }, 'a note could not be written back')
    }
  }
