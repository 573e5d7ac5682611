/** What somebody has typed into the wizard so far, and what is asked of the server by it. */
import type { follows } from '../../../../src/features/transfer/contract/follows.ts'
import type { Input } from '../../../../src/lib/contract.ts'
import type { ImportInput } from './asks.ts'

export type Way = 'move' | 'follow'

export interface Asked {
  uri: string
  auth: 'none' | 'user' | 'token'
  user: string
  password: string
  token: string
  workspace: string
  artifactsRoot: string
  /** One on each line. */
  experiments: string
  files: boolean
  onClash: 'suffix' | 'leave'
  name: string
  /** Seconds. */
  every: number
  copyFiles: boolean
}

export const EMPTY: Asked = {
  ...{ uri: '', auth: 'none', user: '', password: '', token: '', workspace: '', artifactsRoot: '' },
  ...{ experiments: '', files: true, onClash: 'suffix', name: '', every: 10, copyFiles: false },
}

function sourceOf({ uri, auth, user, password, token, workspace, experiments }: Asked) {
  const isServer = /^https?:/i.test(uri.trim())
  const names = experiments
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return {
    uri: uri.trim(),
    ...(isServer && auth === 'user' && { user, password }),
    ...(isServer && auth === 'token' && { token }),
    ...(isServer && workspace.trim() && { source_workspace: workspace.trim() }),
    ...(names.length > 0 && { experiments: names }),
  }
}

export const toImport = (draft: Asked, isDry: boolean): ImportInput => ({
  ...sourceOf(draft),
  ...(!/^https?:/i.test(draft.uri.trim()) &&
    draft.artifactsRoot.trim() && { artifacts_root: draft.artifactsRoot.trim() }),
  ...(isDry && { dry_run: true }),
  ...(!draft.files && { files: false }),
  ...(draft.onClash === 'leave' && { on_clash: 'leave' as const }),
})

export const toFollow = (draft: Asked): Input<typeof follows.create> => ({
  ...sourceOf(draft),
  ...(draft.name.trim() && { name: draft.name.trim() }),
  every: draft.every,
  ...(draft.copyFiles && { copy_files: true }),
})
