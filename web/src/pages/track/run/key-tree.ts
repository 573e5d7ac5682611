/** Dotted keys as a tree: what many keys share stands once. */

export interface KeyLeaf {
  kind: 'leaf'
  /** What is shown below its branch. */
  name: string
  key: string
}

export interface KeyBranch {
  kind: 'branch'
  name: string
  path: string
  /** All keys below. */
  count: number
  children: KeyNode[]
}

export type KeyNode = KeyLeaf | KeyBranch

interface Draft {
  key?: string
  children: Map<string, Draft>
}

/** Branches with one key only are no branches: the key then stands whole. */
export function toKeyTree(keys: string[]): KeyNode[] {
  const root: Draft = { children: new Map() }
  for (const key of keys) {
    let at = root
    for (const part of key.split('.')) {
      const next = at.children.get(part) ?? { children: new Map() }
      at.children.set(part, next)
      at = next
    }
    at.key = key
  }
  return nodesOf(root, '')
}

function nodesOf({ children }: Draft, path: string): KeyNode[] {
  return [...children].flatMap(([part, draft]) => toNodes(draft, part, path ? `${path}.${part}` : part))
}

function toNodes(draft: Draft, name: string, path: string): KeyNode[] {
  const own: KeyNode[] = draft.key === undefined ? [] : [{ kind: 'leaf', name, key: draft.key }]
  if (draft.children.size === 0) return own
  const children = nodesOf(draft, path)
  // A chain without forks is one step: a.b.c instead of a, then b, then c.
  const [only] = children
  if (children.length === 1 && only) return [...own, { ...only, name: `${name}.${only.name}` }]
  const count = children.reduce((sum, child) => sum + (child.kind === 'leaf' ? 1 : child.count), 0)
  return [...own, { kind: 'branch', name, path, count, children }]
}

export interface KeyRow {
  node: KeyNode
  depth: number
}

/** Rows of a tree as far as its branches are open. */
export function rowsOf(nodes: KeyNode[], isOpen: (branch: KeyBranch) => boolean, depth = 0): KeyRow[] {
  return nodes.flatMap((node) => [
    { node, depth },
    ...(node.kind === 'branch' && isOpen(node) ? rowsOf(node.children, isOpen, depth + 1) : []),
  ])
}
