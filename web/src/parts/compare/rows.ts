/** Lines of a comparison: what each subject has, as a list or as a tree of nested keys. */
import type { ReactNode } from 'react'

export interface Cell {
  /** What is copied; null when there is nothing. */
  text: string | null
  /** What is shown in place of the text. */
  node?: ReactNode
  title?: string
  /** Why there is nothing: "unknown", "none". */
  absent?: string
  isBest?: boolean
  /** As the baseline has it. */
  isSame?: boolean
}

export interface Row {
  name: string
  /** What is shown of the name; all of it without. */
  label?: string
  cells: Cell[]
}

export interface TreeRow {
  /** The whole path of the key. */
  path: string
  label: string
  depth: number
  /** Absent for a branch. */
  row?: Row
  /** How many rows lie below a branch. */
  count: number
}

interface Branch {
  rows: Map<string, Row>
  branches: Map<string, Branch>
}

const empty = (): Branch => ({ rows: new Map(), branches: new Map() })

/** Keys such as `model.encoder.heads` below `model`; a key that is alone in its branch keeps its whole name. */
export function toTree(rows: readonly Row[]): TreeRow[] {
  const root = empty()
  for (const row of rows) {
    const parts = row.name.split('.')
    let at = root
    for (const part of parts.slice(0, -1)) {
      const next = at.branches.get(part) ?? empty()
      at.branches.set(part, next)
      at = next
    }
    at.rows.set(parts.at(-1)!, row)
  }
  return flatten(root, [], '', 0)
}

const countOf = ({ rows, branches }: Branch): number =>
  rows.size + [...branches.values()].reduce((sum, branch) => sum + countOf(branch), 0)

function flatten({ rows, branches }: Branch, path: string[], prefix: string, depth: number): TreeRow[] {
  const leaves = [...rows].map(([name, row]) => ({ path: row.name, label: prefix + name, depth, row, count: 0 }))
  const below = [...branches].flatMap(([name, branch]) => {
    const here = [...path, name]
    const count = countOf(branch)
    // A branch that does not branch is part of the name of what it leads to.
    const isPassage = count === 1 || (branch.rows.size === 0 && branch.branches.size === 1)
    if (isPassage) return flatten(branch, here, `${prefix}${name}.`, depth)
    return [{ path: here.join('.'), label: prefix + name, depth, count }, ...flatten(branch, here, '', depth + 1)]
  })
  return [...leaves, ...below]
}

/** Rows that no folded branch hides. */
export const unfolded = (tree: readonly TreeRow[], folded: readonly string[]): TreeRow[] =>
  tree.filter(({ path }) => !folded.some((branch) => path.startsWith(`${branch}.`)))
