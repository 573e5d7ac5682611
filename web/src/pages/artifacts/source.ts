/** Where artifacts come from: any root, whether of a run or of a model, read folder by folder and range by range. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { browse } from '../../../../src/features/artifacts/contract/browse.ts'
import type { Reply } from '../../../../src/lib/contract.ts'
import { bytesOf, call } from '../../api.ts'
import { pathOf } from '../../parts/link.tsx'
import { urlOf } from '../../place.ts'
import { FIXED, KEYS } from '../../queries.ts'

export type Entry = Reply<typeof browse.folder>['entries'][number]

export interface ArtifactFile {
  root: string
  path: string
  bytes: number
  digest: string
  changedAt: number
  viewer: Reply<typeof browse.file>['viewer']
  type: string | null
}

const PAGE = 200

/** A folder's entries, or with `search` the files below it that match, a page at a time. */
export const useFolder = (root: string, path: string, search: string | undefined, enabled = true) =>
  useInfiniteQuery({
    enabled,
    queryKey: [KEYS.artifacts, root, path, search ?? ''],
    queryFn: ({ signal, pageParam }) =>
      call(browse.folder, { root, path: path || undefined, search, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

export const useFile = (root: string, path: string | undefined) =>
  useQuery({
    enabled: path !== undefined,
    queryKey: [KEYS.artifacts, root, 'file', path],
    queryFn: async ({ signal }): Promise<ArtifactFile> => {
      const { bytes, digest, changed_at, viewer, type } = await call(browse.file, { root, path: path! }, signal)
      return { root, path: path!, bytes: Number(bytes), digest, changedAt: Number(changed_at), viewer, type }
    },
  })

/** Where the bytes are; as a link with `download` they are kept, otherwise shown in a sandbox. */
export const contentUrl = ({ root, path }: Pick<ArtifactFile, 'root' | 'path'>, scripts = false): string =>
  urlOf(pathOf('/api/v1/artifacts/content', { root, path, ...(scripts && { scripts: 'true' }) }))

/** From `start` up to, not including, `end`. */
export type Span = readonly [start: number, end: number]

/** A part of a file's bytes. Without a span all of them. */
export const readSpan = (file: ArtifactFile, span: Span | undefined, signal?: AbortSignal): Promise<Uint8Array> => {
  const [start, end] = span ?? [0, file.bytes]
  if (end <= start) return Promise.resolve(new Uint8Array())
  return bytesOf(contentUrl(file), start === 0 && end >= file.bytes ? undefined : span, signal)
}

/** The same, kept while it is shown: bytes of one digest never change. */
export const useSpan = (file: ArtifactFile, span?: Span) =>
  useQuery({
    queryKey: ['bytes', file.root, file.path, file.digest, span?.[0], span?.[1]],
    queryFn: ({ signal }) => readSpan(file, span, signal),
    staleTime: Number.POSITIVE_INFINITY,
    meta: FIXED,
    gcTime: 60_000,
  })
