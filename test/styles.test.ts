/** Style sheets share one page: what a folder of pages styles must be nobody else's, or it changes pages unseen. */
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, read } from './harness/source.ts'

const files = filesIn('web/src')
const folderOf = (path: string): string => /^web\/src\/pages\/([^/]+)\//.exec(path)?.[1] ?? 'parts'

/** The classes by which selectors of a sheet begin: those that it styles wherever they are. */
function styledBy(path: string): Set<string> {
  const text = read(path).replace(/\/\*.*?\*\//gs, '')
  const selectors = [...text.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => list!.split(','))
  return new Set(selectors.flatMap((selector) => /^\s*\.([a-zA-Z][\w-]*)/.exec(selector)?.[1] ?? []))
}

/** The classes that a component gives to its elements, as far as they are written out. */
function usedBy(path: string): Set<string> {
  const values = [...read(path).matchAll(/className=(?:"([^"]*)"|\{([^}]*(?:\}[^}`]*`)?)\})/g)]
  const words = values.flatMap(([, plain, code]) =>
    plain === undefined ? [...code!.matchAll(/['"`]([^'"`$]*)/g)].map(([, text]) => text!) : [plain],
  )
  return new Set(words.flatMap((text) => text.split(/\s+/)).filter(Boolean))
}

test('no folder of pages styles a class that another one styles or uses', () => {
  const sheets = files.filter((path) => path.endsWith('.css'))
  const everywhere = new Set(sheets.filter((path) => folderOf(path) === 'parts').flatMap((path) => [...styledBy(path)]))
  const owners = new Map<string, Set<string>>()
  const own = (name: string, folder: string) => owners.set(name, (owners.get(name) ?? new Set()).add(folder))
  for (const path of sheets) for (const name of styledBy(path)) if (!everywhere.has(name)) own(name, folderOf(path))
  for (const path of files.filter((each) => each.endsWith('.tsx')))
    for (const name of usedBy(path)) if (owners.has(name)) own(name, folderOf(path))
  const clashes = [...owners].filter(([, folders]) => folders.size > 1)
  expect(
    clashes.map(([name, folders]) => `.${name}: ${[...folders].join(', ')}`),
    'sheets are bundled together and each reaches every page: give one of the two a name of its own',
  ).toEqual([])
})

const isAbove = (folder: string, other: string): boolean => other === folder || other.startsWith(`${folder}/`)

test('no two pages of one folder style the same class, unless a sheet above both does', () => {
  const places = new Map<string, Set<string>>()
  for (const path of files.filter((each) => each.endsWith('.css') && folderOf(each) !== 'parts'))
    for (const name of styledBy(path)) places.set(name, (places.get(name) ?? new Set()).add(dirname(path)))
  const everywhere = new Set(
    files.filter((path) => path.endsWith('.css') && folderOf(path) === 'parts').flatMap((path) => [...styledBy(path)]),
  )
  const clashes = [...places].flatMap(([name, found]) => {
    const all = [...found]
    const isClear = everywhere.has(name) || all.some((folder) => all.every((other) => isAbove(folder, other)))
    return isClear ? [] : [`.${name}: ${all.join(', ')}`]
  })
  expect(clashes, "begin the class with its page's name").toEqual([])
})
