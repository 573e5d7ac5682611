/** What is said of a backup that was made or restored, and of the way there. */
import type { Made } from '../../platform/backup/make.ts'
import type { Ends } from '../../platform/backup/read.ts'
import { type Progress, progress } from '../artifacts/progress.ts'
import { bytes, count, duration } from '../words.ts'

/** A bar that is told how far it is, instead of by how much. */
export function meter(label: string) {
  let bar: Progress | undefined
  let before = 0
  return {
    at(done: number, total: number): void {
      bar ??= progress(label, total)
      if (done > before) bar.add(done - before)
      before = Math.max(before, done)
    },
    end: (): void => bar?.end(),
  }
}

/** Lets Ctrl-C end what is under way in order. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => stop.abort(new Error('Stopped. Nothing was left half made.')))
  return stop.signal
}

export const rowsOf = ({ seal }: Ends): number => Object.values(seal.tables).reduce((sum, { rows }) => sum + rows, 0)

/** For `--json`: the same of a backup that was made here and of one that a server made. */
export const toFacts = (ends: Ends) => ({
  version: ends.manifest.version,
  made_ms: ends.manifest.made_ms,
  took_ms: ends.seal.finished_ms - ends.manifest.made_ms,
  tables: Object.keys(ends.seal.tables).length,
  rows: rowsOf(ends),
  artifacts: {
    kept: ends.manifest.blobs,
    count: ends.seal.blobs.count,
    bytes: ends.seal.blobs.bytes,
    missing: ends.seal.blobs.missing_count,
  },
})

export const sayMade = (file: string, made: Made): string => {
  const { seal, manifest } = made
  const took = duration(seal.finished_ms - manifest.made_ms)
  const files = `${count(seal.blobs.count, 'artifact')} (${bytes(seal.blobs.bytes)})`
  const beside = manifest.blobs === 'beside' ? `\nThe bytes of its artifacts lie beside it, in the folder blobs.` : ''
  return `Made ${file}: ${bytes(made.bytes)}, ${count(rowsOf(made), 'row')} in ${count(
    Object.keys(seal.tables).length,
    'table',
  )}, ${files}, in ${took}.${beside}\nRestore it with: bw restore ${file} --data-dir NEW-FOLDER`
}

export const sayMissing = (n: number, digests: string[]): string =>
  `The bytes of ${count(n, 'artifact')} were missing or damaged in the artifact store before this backup, and are not in it: sha256 ${digests.slice(0, 3).join(', ')}${n > 3 ? ' and more' : ''}.`
