/** What the page of skills says. */
import type { handbook } from '../../../../../src/features/handbook/contract.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import type { Ticks } from './ticks.ts'

type Asked = Reply<typeof handbook.skills>
export type RoleOf = Asked['roles'][number] & { specialisations: { id: string; name: string }[] }
export type Skills = Omit<Asked, 'roles'> & { roles: RoleOf[] }

export const needsOf = (role: RoleOf): string[] => role.cells.filter(({ need }) => need).map(({ skill }) => skill)

export const askedBy = ({ roles }: Skills, skill: string): number =>
  roles.filter((role) => role.cells.some((cell) => cell.skill === skill && cell.need)).length

export function answer(skills: Skills, chosen: RoleOf | undefined, ticks: Ticks): string {
  if (chosen) {
    const needs = needsOf(chosen)
    const had = needs.filter((id) => ticks.has(id)).length
    const asks = `${chosen.name} asks for ${needs.length} of ${skills.skills.length} skills.`
    return ticks.size
      ? `${asks} By your own ticks you have ${had} of them, and ${needs.length - had} are a gap.`
      : `${asks} Tick what you have to see what is missing.`
  }
  const most = skills.skills.toSorted((a, b) => askedBy(skills, b.id) - askedBy(skills, a.id))[0]!
  return `The roles ask for ${skills.skills.length} skills. Most ask for ${most.name.toLowerCase()}: ${askedBy(skills, most.id)} of ${skills.roles.length} roles. Levels are ours: the documents name skills, but none that a role needs at a level.`
}

export const SAVED =
  'Tick what you specialise in. It is saved, and only you can change it. Who has the right to see people sees it too, and under your account you see who looked; nobody is ranked or scored by it.'

/** For who may not see people. */
export const HIDDEN = 'Who else declared which is for those to see who have the right “people”.'
