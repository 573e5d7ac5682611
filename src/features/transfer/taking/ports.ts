/** What earlier features offer to whoever takes in what was made elsewhere. */
import type { Int64 } from '../../../lib/json.ts'
import type { Models } from '../../models/index.ts'
import type { Track } from '../../track/index.ts'

export interface TakePorts {
  track: Pick<Track, 'take'>
  models: Pick<Models, 'take'>
  artifacts: {
    file(workspace: number, uri: string, path: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number }>
    find(workspace: number, uri: string, path: string): Promise<{ size: number } | undefined>
  }
}

export interface Actor {
  workspace: number
  accountId: number | null
}

export type RunKey = { id: Int64; runId: string }
