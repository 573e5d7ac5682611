/** What groups of the provider give here: of several the strongest role in each workspace, or the installation. */
import { invalid } from '../../../lib/failure.ts'
import { ROLES } from '../contract/accounts.ts'
import { grantsOf, listOf, type Role } from '../roles.ts'

type Gift = { isOwner: true } | { isOwner: false; workspace: string; role: Role }

export interface Gifts {
  /** Whether any of the groups gives anything. */
  isMapped: boolean
  isOwner: boolean
  roles: ReadonlyMap<string, Role>
}

function toGift(group: string, text: string): Gift {
  if (text === 'owner') return { isOwner: true }
  const [workspace = '', word = '', ...more] = text.split(':')
  const role = ROLES.find((known) => known === word)
  if (!workspace || !role || more.length)
    throw invalid(
      `Setting 'oidc_groups' gives group '${group}' '${text}'. Give owner or WORKSPACE:ROLE, with one of the roles ${ROLES.join(', ')}.`,
    )
  return { isOwner: false, workspace, role }
}

/** By the table of rights: the more of them, the stronger. */
const strengthOf = (role: Role): number => listOf(grantsOf(role, null)).length

/** Among equally strong roles the one that the setting names first counts. */
export function createGroups(setting: [group: string, gives: string][]) {
  const gifts = setting.map(([group, text]) => [group, toGift(group, text)] as const)
  return (groups: string[]): Gifts => {
    const given = new Set(groups)
    const mine = gifts.filter(([group]) => given.has(group)).map(([, gift]) => gift)
    const roles = new Map<string, Role>()
    for (const gift of mine) {
      if (gift.isOwner) continue
      const before = roles.get(gift.workspace)
      if (before === undefined || strengthOf(gift.role) > strengthOf(before)) roles.set(gift.workspace, gift.role)
    }
    return { isMapped: mine.length > 0, isOwner: mine.some(({ isOwner }) => isOwner), roles }
  }
}

export type GiftsOf = ReturnType<typeof createGroups>
