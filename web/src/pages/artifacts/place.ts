/** What of some artifacts is open, as the address has it. */
import { list, text } from '../../query.ts'

export interface ArtifactPlace {
  /** The file that is shown. */
  file?: string
  /** Folders that are open. */
  folder?: string[]
  /** What file names are searched for. */
  find?: string
  /** How the file is shown, where there are several ways. */
  view?: string
}

export const artifactPlaceOf = (query: Record<string, unknown>): ArtifactPlace => ({
  file: text(query.file),
  folder: list(query.folder),
  find: text(query.find),
  view: text(query.view),
})
