/** Files of followed servers, listed and read there when somebody asks for them here. */
import type { Source } from './source.ts'
import type { FollowRow, FollowStore } from './store/follows.ts'

const KEPT_MS = 10_000
const MOST_KEPT = 200
const PROXY = 'mlflow-artifacts:/'

interface Parts {
  store: FollowStore
  open(row: FollowRow, signal: AbortSignal): Promise<Source>
  now: () => number
}

interface File {
  path: string
  size: number
}

/** 'a', 'a/b', …: one of these may be the root of a run's or a model's files. */
const rootsOf = (path: string): string[] =>
  [...path.matchAll(/\/|$/g)].map(({ index }) => path.slice(0, index)).filter((root) => /(^|\/)artifacts$/.test(root))

export function filesElsewhere({ store, open, now }: Parts) {
  const listed = new Map<string, { at: number; files: Promise<File[]> }>()

  /** The place that stands for a folder, opened. */
  async function reach(workspace: number, path: string) {
    const roots = rootsOf(path)
    if (roots.length === 0) return undefined
    const found = await store.findRoot(
      workspace,
      roots.map((root) => PROXY + root),
    )
    const row = found && (await store.get(workspace, found.follow_id))
    if (!row) return undefined
    return {
      root: found.root.slice(PROXY.length),
      uri: found.uri,
      source: () => open(row, AbortSignal.timeout(60_000)),
    }
  }

  async function read(root: string, uri: string, source: Source): Promise<File[]> {
    const files: File[] = []
    try {
      for await (const { path, size } of source.files(uri)) files.push({ path: `${root}/${path}`, size })
    } finally {
      await source.close()
    }
    return files
  }

  return {
    async list(workspace: number, folder: string): Promise<File[]> {
      const place = await reach(workspace, folder)
      if (!place) return []
      const key = `${workspace} ${place.root}`
      let known = listed.get(key)
      if (!known || now() - known.at > KEPT_MS) {
        if (listed.size > MOST_KEPT) listed.clear()
        known = { at: now(), files: place.source().then((source) => read(place.root, place.uri, source)) }
        listed.set(key, known)
        known.files.catch(() => listed.delete(key))
      }
      return (await known.files).filter(({ path }) => path === folder || path.startsWith(`${folder}/`))
    },

    async open(workspace: number, path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
      const place = await reach(workspace, path)
      if (!place || path === place.root) return undefined
      return (await place.source()).open(place.uri, path.slice(place.root.length + 1))
    },
  }
}
