/** Rows of the tree of files: folders with what they hold, files with their size, a page at a time. */
import { memo, useEffect, useRef } from 'react'
import { counted, formatBytes, formatCount } from '../../format/numbers.ts'
import { Bone } from '../../parts/bone.tsx'
import { type Entry, useFolder } from './source.ts'

/** What rows know of their tree; the same object as long as they look the same. */
export interface Walk {
  root: string
  file: string | undefined
  isOpen: (path: string) => boolean
  onFolder: (path: string) => void
  onFile: (path: string) => void
  /** Called when rows were drawn. */
  onRows: () => void
}

export const countOfFiles = (files: number, bytes: number): string => `${counted(files, 'file')}, ${formatBytes(bytes)}`

export function Folder({ walk, path, level }: { walk: Walk; path: string; level: number }) {
  const query = useFolder(walk.root, path, undefined)
  if (query.isError) return <Trouble error={query.error} />
  if (!query.data) return <Waiting level={level} />
  return (
    <>
      {query.data.pages.map(({ entries }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages are their places
        <Page key={i} walk={walk} entries={entries} level={level} />
      ))}
      <More query={query} level={level} of={query.data.pages.reduce((sum, { entries }) => sum + entries.length, 0)} />
    </>
  )
}

export function Found({ walk, query }: { walk: Walk; query: ReturnType<typeof useFolder> }) {
  if (query.isError) return <Trouble error={query.error} />
  if (!query.data) return <Waiting level={1} />
  return (
    <>
      {query.data.pages.map(({ entries }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages are their places
        <Page key={i} walk={walk} entries={entries} level={1} whole />
      ))}
      <More query={query} level={1} of={query.data.pages.reduce((sum, { entries }) => sum + entries.length, 0)} />
    </>
  )
}

interface PageOf {
  walk: Walk
  entries: Entry[]
  level: number
  whole?: boolean
}

/** Drawn once: the next page adds its rows without drawing those before. */
const Page = memo(({ walk, entries, level, whole = false }: PageOf) => {
  useEffect(() => walk.onRows(), [walk])
  return (
    <div className="tree-page" style={{ containIntrinsicSize: `auto ${entries.length * 26}px` }}>
      {entries.map((entry) => (
        <Row key={entry.path} walk={walk} entry={entry} level={level} whole={whole} />
      ))}
    </div>
  )
})

interface RowOf {
  walk: Walk
  entry: Entry
  level: number
  /** The whole path instead of the name. */
  whole?: boolean
}

function Row({ walk, entry: { path, is_dir, files, bytes }, level, whole = false }: RowOf) {
  const isOpen = is_dir && walk.isOpen(path)
  const name = whole ? path : path.slice(path.lastIndexOf('/') + 1)
  const size = formatBytes(Number(bytes))
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys */}
      <div
        role="treeitem"
        aria-level={level}
        aria-selected={walk.file === path}
        {...(is_dir && { 'aria-expanded': isOpen })}
        tabIndex={-1}
        data-path={path}
        className="tree-row"
        style={{ paddingLeft: 4 + (level - 1) * 16 }}
        title={is_dir ? `${path}: ${countOfFiles(files, Number(bytes))}` : `${path}: ${formatCount(bytes)} bytes`}
        onClick={() => (is_dir ? walk.onFolder(path) : walk.onFile(path))}
      >
        <i aria-hidden="true">{is_dir ? (isOpen ? '▾' : '▸') : ''}</i>
        <span className="tree-name">{name}</span>
        {is_dir && <span className="tree-count">{counted(files, 'file')}</span>}
        <span className="tree-size">{size}</span>
      </div>
      {isOpen && (
        // biome-ignore lint/a11y/useSemanticElements: a branch of a tree is no fieldset
        <div role="group">
          <Folder walk={walk} path={path} level={level + 1} />
        </div>
      )}
    </>
  )
}

interface MoreOf {
  query: ReturnType<typeof useFolder>
  level: number
  of: number
}

/** The next page comes as its place scrolls into view, and on a click. */
function More({ query: { hasNextPage, isFetchingNextPage, fetchNextPage }, level, of }: MoreOf) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current || !hasNextPage || isFetchingNextPage) return
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      root: place.current.closest('.file-tree'),
      rootMargin: '400px',
    })
    watcher.observe(place.current)
    return () => watcher.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (!hasNextPage) return null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      ref={place}
      role="treeitem"
      aria-level={level}
      aria-selected={false}
      tabIndex={-1}
      data-path=""
      className="tree-more"
      style={{ paddingLeft: 20 + (level - 1) * 16 }}
      onClick={() => void fetchNextPage()}
    >
      {isFetchingNextPage ? 'Reading more' : `More than ${formatCount(of)}: show more`}
    </div>
  )
}

const Trouble = ({ error }: { error: unknown }) => (
  <div role="treeitem" aria-selected={false} tabIndex={-1} className="tree-note bad">
    {error instanceof Error ? error.message : String(error)}
  </div>
)

const Waiting = ({ level }: { level: number }) => (
  <div aria-busy="true" style={{ padding: `7px 8px 7px ${20 + (level - 1) * 16}px` }}>
    <Bone width="60%" />
  </div>
)
