/** Folders and files, read as they are opened; walked by arrow keys like any tree. */
import { type FocusEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { ArtifactPlace } from './place.ts'
import { countOfFiles, Folder, Found, type Walk } from './rows.tsx'
import { useFolder } from './source.ts'
import { NOTHING_FOUND } from './words.ts'

interface TreeOf {
  root: string
  place: ArtifactPlace
  onPlace: (change: ArtifactPlace) => void
}

/** 'a' and 'a/b' of 'a/b/c' */
const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join('/'))

const NO_FOLDERS: string[] = []
const ROWS = '[role=treeitem]'

/** The one row that Tab reaches. It is no state: thousands of rows would be drawn again for each step. */
function setStop(tree: HTMLElement, row: HTMLElement): void {
  for (const before of tree.querySelectorAll<HTMLElement>(`${ROWS}[tabindex="0"]`)) before.tabIndex = -1
  row.tabIndex = 0
}

/** Scrolls to the chosen file when it is out of sight; the page itself stays where it is. */
function showChosen(tree: HTMLElement | null): void {
  const row = tree?.querySelector<HTMLElement>(`${ROWS}[aria-selected=true]`)
  if (!tree || !row) return
  const [outer, inner] = [tree.getBoundingClientRect(), row.getBoundingClientRect()]
  if (inner.top < outer.top || inner.bottom > outer.bottom) tree.scrollTop += inner.top - outer.top - outer.height / 2
}

/** Rows come and go as folders are read and folded: one of them must be reached by Tab. */
function keepStop(tree: HTMLElement | null): void {
  const row = tree?.querySelector<HTMLElement>(`${ROWS}[aria-selected=true]`) ?? tree?.querySelector<HTMLElement>(ROWS)
  if (tree && row && !tree.querySelector(`${ROWS}[tabindex="0"]`)) setStop(tree, row)
}

export function Tree({ root, place, onPlace }: TreeOf) {
  const { file, folder = NO_FOLDERS, find } = place
  // Folders around the chosen file are open, unless somebody closed them.
  const [closed, setClosed] = useState<string[]>(NO_FOLDERS)
  const tree = useRef<HTMLDivElement>(null)
  const latest = useRef({ folder, closed, onPlace })
  latest.current = { folder, closed, onPlace }
  const found = useFolder(root, '', find, find !== undefined)
  const [first] = found.data?.pages ?? []
  const walk = useMemo((): Walk => {
    const open = new Set([...folder, ...(file ? foldersOf(file) : [])].filter((path) => !closed.includes(path)))
    return {
      root,
      file,
      isOpen: (path) => open.has(path),
      onFile: (path) => latest.current.onPlace({ file: path, view: undefined }),
      onFolder: (path) => {
        const { folder, closed, onPlace } = latest.current
        setClosed(open.has(path) ? [...closed, path] : closed.filter((each) => each !== path))
        if (open.has(path)) onPlace({ folder: folder.filter((each) => each !== path) })
        else if (!folder.includes(path)) onPlace({ folder: [...folder, path] })
      },
      onRows: () => {
        keepStop(tree.current)
        showChosen(tree.current)
      },
    }
  }, [root, file, folder, closed])
  useEffect(() => keepStop(tree.current))
  const onFocus = ({ target }: FocusEvent): void => {
    const row = (target as HTMLElement).closest<HTMLElement>(ROWS)
    if (row && tree.current) setStop(tree.current, row)
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
        onFocus={onFocus}
        onKeyDown={(event) => onKey(event, tree.current!, walk)}
      >
        {find ? <Found walk={walk} query={found} /> : <Folder walk={walk} path="" level={1} />}
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
