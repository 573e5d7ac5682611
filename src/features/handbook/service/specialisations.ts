/** Specialisations: those that roles name, and what people declared of themselves. Nobody is ranked, scored or ordered by fit. */
import type { Input, Reply } from '../../../lib/contract.ts'
import { invalid } from '../../../lib/failure.ts'
import type { Book } from '../book/load.ts'
import type { specialisations as contract } from '../contract/specialisations.ts'
import { listRoles } from './roles.ts'
import { nameOf } from './wire.ts'

/** What people of a workspace declared of themselves; account 0 is whoever uses an open server. */
export type DeclaredPort = (
  workspace: number,
) => Promise<{ account_id: number; name: string | null; specialisations: string[] }[]>

type Declared = Awaited<ReturnType<DeclaredPort>>
type Listed = Reply<typeof contract.list>['specialisations'][number]

/** What roles name, in the order of the catalogue; what only a team names comes last. */
function idsOf(book: Book): string[] {
  const named = new Set(book.roles.flatMap(({ specialisations = [] }) => specialisations))
  const known = book.skills.map(({ id }) => id).filter((id) => named.has(id))
  return [...known, ...[...named].filter((id) => !known.includes(id)).sort()]
}

const initialsOf = (id: string): string =>
  id
    .split('-')
    .map((part) => part[0])
    .join('')

/** By id or name, else by initials or one word where they mean a single one. */
function find(book: Book, ids: string[], words: string): string[] {
  const wanted = words.trim().toLowerCase()
  const exact = ids.filter((id) => id.toLowerCase() === wanted || nameOf(book, id).toLowerCase() === wanted)
  return exact.length ? exact : ids.filter((id) => initialsOf(id) === wanted || id.split('-').includes(wanted))
}

/** Ids of what is named, each once. */
export function readSpecialisations(book: Book, field: string, named: string[]): string[] {
  const ids = idsOf(book)
  const read = named.map((words) => {
    const [id, ...others] = find(book, ids, words)
    if (id === undefined)
      throw invalid(
        `'${field}' names '${words}', which no role of the handbook specialises in; there are ${ids.join(', ')}.`,
      )
    if (others.length)
      throw invalid(`'${field}' names '${words}', which can be ${[id, ...others].join(', ')}; say which.`)
    return id
  })
  return [...new Set(read)]
}

/** On an open server only whoever uses it; on one with accounts only those. */
function visible(declared: Declared, account: number | null) {
  const own = account ?? 0
  return declared
    .filter(({ account_id }) => (account_id === 0) === (own === 0))
    .map(({ account_id, name, specialisations }) => ({
      name: own === 0 ? 'you' : (name ?? 'unknown'),
      is_you: account_id === own,
      specialisations,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
}

const rolesNaming = (book: Book, ids: string[]) =>
  listRoles(book, undefined)
    .roles.map(({ id, name, level, specialisations }) => ({
      id,
      name,
      level,
      names: specialisations.filter((one) => ids.includes(one.id)),
    }))
    .filter(({ names }) => names.length > 0)

export function listSpecialisations(
  book: Book,
  declared: Declared,
  account: number | null,
): Reply<typeof contract.list> {
  const people = visible(declared, account)
  const specialisations = idsOf(book).map(
    (id): Listed => ({
      id,
      name: nameOf(book, id),
      refs: book.skills.find((skill) => skill.id === id)?.refs ?? [],
      roles: rolesNaming(book, [id]).map(({ names: _, ...role }) => role),
      declared_by: people
        .filter((one) => one.specialisations.includes(id))
        .map(({ name, is_you }) => ({ name, is_you })),
    }),
  )
  const yours = specialisations.filter(({ declared_by }) => declared_by.some(({ is_you }) => is_you))
  return { specialisations, yours: yours.map(({ id }) => id) }
}

const list = (names: { name: string }[]): string => names.map(({ name }) => name).join(', ')

export function suggest(
  book: Book,
  { need, level }: Input<typeof contract.suggest>,
  declared: Declared,
  account: number | null,
): Reply<typeof contract.suggest> {
  const ids = readSpecialisations(book, 'need', need)
  const all = listSpecialisations(book, declared, account).specialisations
  const needs = ids.map((id) => {
    const { name, declared_by } = all.find((one) => one.id === id)!
    const says = declared_by.length ? `${name}: declared by ${list(declared_by)}.` : `Nobody here has declared ${name}.`
    return { id, name, declared_by, says }
  })
  const suggested = visible(declared, account).flatMap(({ name, is_you, specialisations }) => {
    const covers = needs
      .filter(({ id }) => specialisations.includes(id))
      .map(({ id, name: covered }) => ({ id, name: covered }))
    return covers.length ? [{ name, is_you, covers, says: `${name} declared ${list(covers)}.` }] : []
  })
  const roles = rolesNaming(book, ids).filter((role) => level === undefined || role.level === level)
  return {
    needs,
    suggested,
    uncovered: needs.filter(({ declared_by }) => !declared_by.length).map(({ id, name }) => ({ id, name })),
    roles,
    says: `In alphabetical order, by what people declared of themselves; nobody is ranked.${
      level === undefined ? '' : ` People carry no level: ${level} narrows the roles only.`
    }`,
  }
}
