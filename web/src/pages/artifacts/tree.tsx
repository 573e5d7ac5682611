/** Folders and files, read as they are opened; walked by arrow keys like any tree. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { counted, formatBytes, formatCount } from '../../format/numbers.ts'
import { Bone } from '../../parts/bone.tsx'
import { countOfFiles } from './artifacts.tsx'
import type { ArtifactPlace } from './place.ts'
import { type Entry, useFolder } from './source.ts'
import { NOTHING_FOUND } from './words.ts'

interface TreeOf {
  root: string
  place: ArtifactPlace
  onPlace: (change: ArtifactPlace) => void
}

interface Walk {
  root: string
  /** The row that Tab reaches. */
  stop: string | undefined
  file: string | undefined
  isOpen: (path: string) => boolean
  onFolder: (path: string) => void
  onFile: (path: string) => void
  onStop: (path: string) => void
}

/** 'a' and 'a/b' of 'a/b/c' */
const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join('/'))

const NO_FOLDERS: string[] = []

export function Tree({ root, place, onPlace }: TreeOf) {
  const { file, folder = NO_FOLDERS, find } = place
  // Folders around the chosen file are open, unless somebody closed them.
  const [closed, setClosed] = useState<string[]>(NO_FOLDERS)
  const [stop, setStop] = useState<string>()
  const tree = useRef<HTMLDivElement>(null)
  // Tab must reach the tree even if the row it last reached is folded away or no longer found.
  useEffect(() => {
    const rows = tree.current
    if (rows?.querySelector('[role=treeitem]') && !rows.querySelector('[role=treeitem][tabindex="0"]'))
      setStop(rows.querySelector<HTMLElement>('[role=treeitem]')!.dataset.path)
  })
  const open = new Set([...folder, ...(file ? foldersOf(file) : [])].filter((path) => !closed.includes(path)))
  const onFolder = (path: string): void => {
    if (open.has(path)) {
      setClosed([...closed, path])
      onPlace({ folder: folder.filter((each) => each !== path) })
    } else {
      setClosed(closed.filter((each) => each !== path))
      if (!folder.includes(path)) onPlace({ folder: [...folder, path] })
    }
  }
  const found = useFolder(root, '', find, find !== undefined)
  const [first] = found.data?.pages ?? []
  const walk: Walk = {
    root,
    stop: stop ?? file,
    file,
    isOpen: (path) => open.has(path),
    onFolder,
    onFile: (path) => onPlace({ file: path, view: undefined }),
    onStop: setStop,
  }
  return (
    <div className="tree-side">
      <Find value={find ?? ''} onFind={(text) => onPlace({ find: text || undefined })} />
      {find && first && (
        <p className="tree-note" role="status">
          {first.files ? countOfFiles(first.files, Number(first.bytes)) : NOTHING_FOUND}
        </p>
      )}
      <div
        ref={tree}
        role="tree"
        aria-label={find ? `Files with ${find} in their name` : 'Files'}
        className="file-tree"
        onKeyDown={(event) => onKey(event, tree.current!, walk)}
      >
        {find ? <Found walk={walk} query={found} /> : <Folder walk={walk} path="" level={1} isFirst />}
      </div>
    </div>
  )
}

const FIND_AFTER_MS = 250

function Find({ value, onFind }: { value: string; onFind: (text: string) => void }) {
  const [text, setText] = useState(value)
  const latest = useRef(onFind)
  latest.current = onFind
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => latest.current(text), FIND_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <input
      className="field small find-in"
      type="search"
      placeholder="Find a file"
      aria-label="Find a file by a part of its path"
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  )
}

function Folder({ walk, path, level, isFirst }: { walk: Walk; path: string; level: number; isFirst?: boolean }) {
  const query = useFolder(walk.root, path, undefined)
  if (query.isError) return <Trouble error={query.error} />
  if (!query.data) return <Waiting level={level} />
  return (
    <>
      {query.data.pages.map(({ entries }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages are their places
        <div key={i} className="tree-page" style={{ containIntrinsicSize: `auto ${entries.length * 26}px` }}>
          {entries.map((entry, k) => (
            <Row
              key={entry.path}
              walk={walk}
              entry={entry}
              level={level}
              isFirst={Boolean(isFirst) && i === 0 && k === 0}
            />
          ))}
        </div>
      ))}
      <More query={query} level={level} of={query.data.pages.reduce((sum, { entries }) => sum + entries.length, 0)} />
    </>
  )
}

function Found({ walk, query }: { walk: Walk; query: ReturnType<typeof useFolder> }) {
  if (query.isError) return <Trouble error={query.error} />
  if (!query.data) return <Waiting level={1} />
  return (
    <>
      {query.data.pages.flatMap(({ entries }, i) =>
        entries.map((entry, k) => (
          <Row key={entry.path} walk={walk} entry={entry} level={1} isFirst={i === 0 && k === 0} whole />
        )),
      )}
      <More query={query} level={1} of={query.data.pages.reduce((sum, { entries }) => sum + entries.length, 0)} />
    </>
  )
}

interface RowOf {
  walk: Walk
  entry: Entry
  level: number
  isFirst: boolean
  /** The whole path instead of the name. */
  whole?: boolean
}

function Row({ walk, entry: { path, is_dir, files, bytes }, level, isFirst, whole }: RowOf) {
  const isOpen = is_dir && walk.isOpen(path)
  const isStop = walk.stop === undefined ? isFirst : walk.stop === path
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
        tabIndex={isStop ? 0 : -1}
        data-path={path}
        className="tree-row"
        style={{ paddingLeft: 4 + (level - 1) * 16 }}
        title={is_dir ? `${path}: ${countOfFiles(files, Number(bytes))}` : `${path}: ${formatCount(bytes)} bytes`}
        onFocus={() => walk.onStop(path)}
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

function onKey(event: KeyboardEvent, tree: HTMLElement, walk: Walk): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const rows = [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')]
  const row = rows.find((each) => each === document.activeElement)
  const next = row && meaningOf(event.key, rows, row)
  if (!next) return
  event.preventDefault()
  if (next === 'press') row.click()
  else if (next === 'fold') walk.onFolder(row.dataset.path!)
  else next.focus()
}

/** Up and down over all rows shown, right into a folder, left out of it, Enter or space opens. */
function meaningOf(key: string, rows: HTMLElement[], row: HTMLElement): HTMLElement | 'fold' | 'press' | undefined {
  const at = rows.indexOf(row)
  const path = row.dataset.path!
  const isOpen = row.getAttribute('aria-expanded')
  switch (key) {
    case 'ArrowDown':
      return rows[at + 1]
    case 'ArrowUp':
      return rows[at - 1]
    case 'Home':
      return rows[0]
    case 'End':
      return rows.at(-1)
    case 'ArrowRight':
      return isOpen === 'false' ? 'fold' : isOpen === 'true' ? rows[at + 1] : undefined
    case 'ArrowLeft':
      return isOpen === 'true'
        ? 'fold'
        : rows.find(({ dataset }) => dataset.path === path.slice(0, Math.max(0, path.lastIndexOf('/'))))
    case 'Enter':
    case ' ':
      return 'press'
    default:
      return undefined
  }
}
