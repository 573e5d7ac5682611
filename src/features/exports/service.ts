/** Makes an export of one moment while everything goes on, and says so in the event log. */
import type { PassThrough } from 'node:stream'
import type pg from 'pg'
import { Failure } from '../../lib/failure.ts'
import { archiveWriter, type Sink } from '../../platform/backup/archive.ts'
import { session } from '../../platform/backup/session.ts'
import type { Blobs } from '../../platform/blobs.ts'
import type { Db } from '../../platform/db.ts'
import type { Events } from '../../platform/events.ts'
import { replySink } from '../../platform/http/reply-sink.ts'
import { LOCKS } from '../../platform/locks.ts'
import { VERSION } from '../../platform/version.ts'
import { type ExportManifest, FORMAT, MANIFEST } from './contract/manifest.ts'
import { writeExport } from './write.ts'

interface Parts {
  db: Db
  connection: pg.PoolConfig
  blobs: Blobs
  events: Events
  now: () => number
}

export interface Asked {
  workspace: number
  workspaceName: string
  accountId: number | null
  artifacts: boolean
}

/** Files that the snapshot names stay until they were copied: so a backup, an export and the sweep take turns. */
async function keepBlobs(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCKS.keepBlobs])
  if (!rows[0]!.mine)
    throw new Failure(
      'RESOURCE_CONFLICT',
      'A backup or another export is being made at the moment. Wait for it and try again.',
    )
}

export function exportService({ db, connection, blobs, events, now }: Parts) {
  async function make(
    client: pg.Client,
    sink: Sink,
    { workspace, workspaceName, artifacts }: Asked,
  ): Promise<ExportManifest> {
    const archive = archiveWriter(sink, now)
    const made_ms = now()
    const written = await writeExport(client, archive, { workspace, artifacts, blobs })
    const manifest: ExportManifest = {
      ...{ format: FORMAT, product: 'bellwether', version: VERSION, workspace: workspaceName, made_ms },
      ...written,
    }
    await archive.addBytes(MANIFEST, Buffer.from(JSON.stringify(manifest, null, 1)))
    await archive.finish()
    return manifest
  }

  return {
    /** `begin` is called once nothing can be refused any more. */
    async send(stream: PassThrough, asked: Asked, begin: () => void): Promise<void> {
      const { workspace, workspaceName, accountId, artifacts } = asked
      const event = { workspace, accountId, kind: 'workspace', id: workspaceName } as const
      await session(connection, async (client) => {
        if (artifacts) await keepBlobs(client)
        await client.query('begin isolation level repeatable read read only')
        begin()
        const sink = replySink(stream, 'the export')
        try {
          const { tables, artifacts: files } = await make(client, sink, asked)
          const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
          await events.append(db, {
            ...{ ...event, name: 'export.finished' },
            details: {
              rows,
              points: tables.metrics!.rows,
              files: files.files,
              bytes: files.bytes,
              missing: files.missing.length,
            },
          })
          await sink.finish()
        } catch (error) {
          await sink.abort()
          await events.append(db, {
            ...{ ...event, name: 'export.failed' },
            details: { reason: error instanceof Failure ? error.message : 'something went wrong in the server' },
          })
          throw error
        }
      })
    },
  }
}

export type ExportService = ReturnType<typeof exportService>
