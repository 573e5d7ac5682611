/** The source as data, for tests of its rules: files, imports, statements of SQL. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { parseSync } from 'vite'

const root = join(import.meta.dirname, '../..')
const SKIPPED = new Set(['node_modules', 'dist', 'results', '__pycache__'])
const CODE = /\.(ts|tsx|mts|mjs|js)$/

/** A node of the syntax tree; ranges point into the text. */
export interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

export interface Import {
  from: string
  to: string
  typeOnly: boolean
}

export interface Statement {
  file: string
  line: number
  /** SQL with `${…}` where values go, or the source of a query that Kysely builds. */
  text: string
  tables: string[]
  /** Not only a part of another, such as a join. */
  isWhole: boolean
  writes: boolean
}

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Paths below folders that exist, with forward slashes. */
export function filesIn(...folders: string[]): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter(({ name }) => !SKIPPED.has(name))
      .flatMap((entry) => (entry.isDirectory() ? walk(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
  return folders.filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false })).flatMap(walk)
}

export const isCode = (path: string): boolean => CODE.test(path)
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

interface Tree {
  byType: Map<string, Node[]>
  parents: Map<Node, Node>
}

function index(node: Node, tree: Tree, parent?: Node): void {
  const same = tree.byType.get(node.type)
  if (same) same.push(node)
  else tree.byType.set(node.type, [node])
  if (parent) tree.parents.set(node, parent)
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const child of value) isNode(child) && index(child, tree, node)
    else if (isNode(value)) index(value, tree, node)
  }
}

const trees = new Map<string, Tree>()

function treeOf(path: string): Tree {
  const known = trees.get(path)
  if (known) return known
  const tree: Tree = { byType: new Map(), parents: new Map() }
  index(parseSync(path, read(path)).program as unknown as Node, tree)
  trees.set(path, tree)
  return tree
}

/** The nodes of a file that have one of the types. */
export const find = (path: string, ...types: string[]): Node[] =>
  types.flatMap((type) => treeOf(path).byType.get(type) ?? [])

const IMPORTS = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true
  const names = (node.specifiers ?? []) as Node[]
  return names.length > 0 && names.every((name) => name.importKind === 'type' || name.exportKind === 'type')
}

/** What a file imports: other files by their paths, packages by their names. */
export const importsOf = (from: string): Import[] =>
  find(from, ...IMPORTS).flatMap((node) => {
    const name = (node.source as Node | null)?.value
    if (typeof name !== 'string') return []
    return [{ from, to: name.startsWith('.') ? posix.join(dirname(from), name) : name, typeOnly: isTypeOnly(node) }]
  })

export const lineOf = (path: string, { start }: Node): number => read(path).slice(0, start).split('\n').length

const isSql = (node: Node, parent: Node | undefined, text: string): boolean =>
  (parent?.type === 'TaggedTemplateExpression' && parent.quasi === node) ||
  /^\s*(select|insert into|update|delete from|with|(left |inner )?join|from)\s/.test(text)

const NAMED = /\b(?:from|into|update|join|using)\s+(?:only\s+)?([a-z_]\w*)/g
/** The second table of a list: `from a, runs r`. */
const LISTED = /,\s*([a-z_]\w*)\s+(?:as\s+)?(?!from\b|as\b|desc\b|asc\b)[a-z]\w*\b/g
const COMMON = /\b(?:with|,)\s*(?:recursive\s+)?([a-z_]\w*)(?:\s*\([^)]*\))?\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/g
const BUILDER =
  /^(selectFrom|insertInto|updateTable|deleteFrom|mergeInto|using|(inner|left|right|full|cross)Join(Lateral)?)$/

const groups = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!)

function ofText(file: string, node: Node, text: string, known: Set<string>): Statement {
  const plain = text.replace(/--.*$/gm, '')
  const own = new Set(groups(plain, COMMON))
  const named = [...groups(plain, NAMED), ...groups(plain, LISTED)]
  const tables = [...new Set(named)].filter((name) => known.has(name) && !own.has(name))
  const writes = /\b(insert into|delete from|update\s+\w+(\s+\w+)?\s+set|merge into|truncate)\b/.test(plain)
  const isWhole = /^\s*(select|insert|update|delete|merge|with)\b/.test(plain)
  return { file, line: lineOf(file, node), text, tables, isWhole, writes }
}

/** The whole chain of calls that a query builder's call belongs to. */
function chainOf(node: Node, parents: Map<Node, Node>): Node {
  const parent = parents.get(node)
  const continues = parent && ((parent.type === 'MemberExpression' && parent.object === node) || parent.callee === node)
  return continues ? chainOf(parent, parents) : node
}

/** Statements of SQL in a file that name one of the tables. */
function textsOf(file: string, known: Set<string>): Statement[] {
  const { parents } = treeOf(file)
  const source = read(file)
  return find(file, 'TemplateLiteral', 'Literal').flatMap((node) => {
    const text = node.type === 'Literal' ? node.value : source.slice(node.start + 1, node.end - 1)
    return typeof text === 'string' && isSql(node, parents.get(node), text) ? [ofText(file, node, text, known)] : []
  })
}

/** Queries that Kysely builds; a comment on the line above belongs to the query. */
function queriesOf(file: string, known: Set<string>): Statement[] {
  const { parents } = treeOf(file)
  const source = read(file)
  return find(file, 'CallExpression').flatMap((node) => {
    const method = ((node.callee as Node).property as Node | undefined)?.name
    const table = (node.arguments as Node[])[0]?.value
    if (typeof method !== 'string' || !BUILDER.test(method) || typeof table !== 'string') return []
    const { start, end } = chainOf(node, parents)
    const before = source.lastIndexOf('\n', source.lastIndexOf('\n', start) - 1) + 1
    return [
      {
        file,
        line: lineOf(file, node),
        text: source.slice(before, end),
        tables: table
          .split(' ')
          .slice(0, 1)
          .filter((name) => known.has(name)),
        isWhole: true,
        writes: /^(insert|update|delete|merge)/.test(method),
      },
    ]
  })
}

export const statementsOf = (file: string, known: Set<string>): Statement[] =>
  [...textsOf(file, known), ...queriesOf(file, known)].filter(({ tables }) => tables.length > 0)
