/** What an export says of itself, as its last file: without it an export is not whole. */

export const FORMAT = 1
export const MANIFEST = 'manifest.json'

export interface ExportFile {
  name: string
  rows: number
  bytes: number
  sha256: string
}

export interface ExportManifest {
  format: number
  product: 'bellwether'
  version: string
  workspace: string
  /** The moment that everything in it is of, in milliseconds since 1970. */
  made_ms: number
  tables: Record<string, { rows: number; files: ExportFile[] }>
  artifacts: {
    /** Nothing where they were not asked for. */
    kept: boolean
    files: number
    bytes: number
    /** Digests whose bytes the store has lost or damaged. */
    missing: string[]
  }
}

export const partName = (table: string, no: number): string => `tables/${table}/${String(no).padStart(6, '0')}.parquet`
export const artifactName = (digest: string): string => `artifacts/${digest.slice(0, 2)}/${digest}`
