/** Marks a data directory into which a backup is being restored, so that nobody takes half of one for the whole. */
import { existsSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../lib/failure.ts'

export interface Marker {
  /** The backup. */
  from: string
  began_ms: number
  /** The directory had blobs before. */
  had_blobs: boolean
}

const pathOf = (dataDir: string): string => join(dataDir, 'restoring.json')

export function readMarker(dataDir: string): Marker | undefined {
  const path = pathOf(dataDir)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Marker) : undefined
}

export function writeMarker(dataDir: string, marker: Marker): void {
  const file = openSync(pathOf(dataDir), 'w', 0o600)
  writeSync(file, JSON.stringify(marker))
  fsyncSync(file)
}

export const removeMarker = (dataDir: string): void => rmSync(pathOf(dataDir), { force: true })

/** Refuses to start on half of a backup. */
export function checkMarker(dataDir: string): void {
  const marker = readMarker(dataDir)
  if (!marker) return
  throw new Failure(
    'RESOURCE_CONFLICT',
    `${dataDir} holds half of a backup: restoring ${marker.from} was cut off on ${new Date(marker.began_ms).toISOString()}. ` +
      `Run it again, which begins anew: bw restore ${marker.from} --data-dir ${dataDir}`,
  )
}
