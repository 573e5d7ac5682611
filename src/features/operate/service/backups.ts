/** Rules of backups: where they go, how many stay, which were shown to be whole. */
import { tmpdir } from 'node:os'
import type { Logger } from 'pino'
import { Failure, notFound } from '../../../lib/failure.ts'
import type { Kind, Sink } from '../../../platform/backup/archive.ts'
import { checkRestored, type VerifyEvents } from '../../../platform/backup/check.ts'
import { roomiest } from '../../../platform/backup/file.ts'
import { type Made, makeBackup, type Sizes, type Source } from '../../../platform/backup/make.ts'
import { readEnds } from '../../../platform/backup/read.ts'
import { rehearse } from '../../../platform/backup/rehearse.ts'
import { byItself, kindOf, listBackups, nameOf, noteOf, prune, type Target } from '../../../platform/backup/target.ts'
import type { Config } from '../../../platform/config.ts'
import { readSteps } from '../../../platform/migrate.ts'
import type { Outcome, Work } from './tasks.ts'

export interface Verified {
  at_ms: number
  version: string
  rows: number
  artifacts: number
  events: number
}

interface Parts {
  source: Source
  target: Target
  config: Config
  verifyEvents: VerifyEvents
  log: Logger
}

const rowsOf = ({ seal }: Made): number => Object.values(seal.tables).reduce((sum, { rows }) => sum + rows, 0)

const outcomeOf = (made: Made, name: string | null, kind: Kind): Outcome => ({
  name,
  bytes: made.bytes,
  event: 'backup.made',
  details: {
    kind,
    bytes: made.bytes,
    took_ms: made.seal.finished_ms - made.manifest.made_ms,
    rows: rowsOf(made),
    artifacts: made.seal.blobs.count,
    ...(made.seal.blobs.missing_count > 0 && { missing: made.seal.blobs.missing_count }),
  },
})

export function backupService({ source, target, config, verifyEvents, log }: Parts) {
  async function verifiedOf(name: string, notes: Set<string>): Promise<Verified | undefined> {
    return notes.has(noteOf(name)) ? (JSON.parse(await target.get(noteOf(name))) as Verified) : undefined
  }

  return {
    place: target.place,

    /** Makes one in the place of backups, and removes what is too old. */
    async make(kind: Kind, { onProgress, signal }: Work): Promise<Outcome> {
      const name = nameOf(kind, source.now())
      const made = await makeBackup(source, {
        kind,
        ...byItself(config, target),
        open: (sizes) => target.write(name, sizes, source.blobs),
        onProgress,
        signal,
      })
      // A backup that is there is not called a failure because an older one could not be removed.
      await prune(target, { nightly: config.backup.keep }).catch((error: unknown) =>
        log.warn({ err: error }, 'pruning backups failed'),
      )
      return outcomeOf(made, name, kind)
    },

    /** Sends a whole one to whoever asks. */
    async send(open: (sizes: Sizes) => Promise<Sink>, { onProgress, signal }: Work): Promise<Outcome> {
      const made = await makeBackup(source, { kind: 'by-hand', blobs: 'inside', open, onProgress, signal })
      return outcomeOf(made, null, 'by-hand')
    },

    /** Restores one beside, compares it, and notes that. */
    async verify(name: string, { onProgress, signal }: Work): Promise<Outcome> {
      const { rows, blobs, events } = await rehearse({
        archive: await target.archive(name),
        beside: target.beside(),
        steps: readSteps(),
        scratch: await roomiest([tmpdir(), source.dataDir]),
        acceptMissing: false,
        check: (connection) => checkRestored(connection, verifyEvents),
        log,
        signal,
        onProgress: (done, total) => onProgress({ phase: 'database', done, total }),
      })
      const { version } = (await readEnds(await target.archive(name))).manifest
      const verified: Verified = { at_ms: source.now(), version, rows, artifacts: blobs, events: events.count }
      await target.put(noteOf(name), JSON.stringify(verified))
      return { name, bytes: null, event: 'backup.verified', details: { rows, artifacts: blobs, events: events.count } }
    },

    assertThere: async (name: string): Promise<void> => {
      const all = await listBackups(target)
      if (!all.some((one) => one.name === name)) throw notFound('Backup', name)
    },

    /** What the files say of themselves. */
    async list() {
      const notes = new Set((await target.list()).map(({ name }) => name))
      const backups = []
      const unreadable: { name: string; reason: string }[] = []
      for (const { name, size } of await listBackups(target))
        try {
          const { manifest, seal } = await readEnds(await target.archive(name))
          backups.push({
            ...{ name, place: target.placeOf(name), kind: kindOf(name)!, bytes: size, made_ms: manifest.made_ms },
            took_ms: seal.finished_ms - manifest.made_ms,
            version: manifest.version,
            rows: Object.values(seal.tables).reduce((sum, { rows }) => sum + rows, 0),
            artifacts: {
              kept: manifest.blobs,
              count: seal.blobs.count,
              bytes: seal.blobs.bytes,
              missing: seal.blobs.missing_count,
            },
            verified_ms: (await verifiedOf(name, notes))?.at_ms ?? null,
          })
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          unreadable.push({ name, reason: error.message })
        }
      return { backups, unreadable }
    },
  }
}

export type BackupService = ReturnType<typeof backupService>
