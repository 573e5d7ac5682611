/** Row types of the artifact tables. */

interface ArtifactFilesTable {
  workspace_id: number
  key: Buffer
  path: string
  digest: string
  size: number
  created_ms: number
}

interface ArtifactUploadsTable {
  id: string
  workspace_id: number
  path: string
  num_parts: number
  secret: Buffer
  created_ms: number
  completed_ms: number | null
}

interface ArtifactPartsTable {
  upload_id: string
  workspace_id: number
  part_number: number
  digest: string
  size: number
}

declare module '../../platform/db.ts' {
  interface Tables {
    artifact_files: ArtifactFilesTable
    artifact_uploads: ArtifactUploadsTable
    artifact_parts: ArtifactPartsTable
  }
}
