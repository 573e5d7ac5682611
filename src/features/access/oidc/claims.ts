/** Reads what the provider says of somebody. Who they are is issuer and subject, and nothing else. */
import { Failure } from '../../../lib/failure.ts'

export type Claims = Readonly<Record<string, unknown>>

export interface Person {
  issuer: string
  subject: string
  /** The provider's own session. */
  sid: string | null
  name: string
  /** Only if the provider has verified it; it helps people to know each other, and links nothing. */
  email: string | null
  groups: string[]
  idToken: string
}

const NAME_CHARACTERS = 100

const text = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined
  const plain = value.replace(/[\u0000-\u001f\u007f]/g, ' ').trim()
  return plain ? plain.slice(0, NAME_CHARACTERS) : undefined
}

const isObject = (value: unknown): value is Claims => typeof value === 'object' && value !== null

/** By its whole name, which may hold dots, or as a path into objects: `realm_access.roles`. */
export function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined
    value = value[part]
  }
  return value
}

/** Providers that have too many groups to say leave a note in their place: none must not be taken for that. */
const isLeftOut = (claims: Claims, name: string): boolean =>
  claims.hasgroups === true ||
  claims.hasgroups === 'true' ||
  (isObject(claims._claim_names) && Object.hasOwn(claims._claim_names, name))

export function groupsOf(claims: Claims, name: string): string[] {
  const value = claimOf(claims, name)
  if (value === undefined || value === null) {
    if (!isLeftOut(claims, name)) return []
    throw new Failure(
      'PERMISSION_DENIED',
      `The provider left your groups out, because there are too many. Whoever runs it lets it send only those of this application, in the claim '${name}'.`,
    )
  }
  const groups = [value].flat()
  if (groups.every((group) => typeof group === 'string')) return groups
  throw new Failure(
    'PERMISSION_DENIED',
    `The claim '${name}' holds no list of names. Whoever runs this server looks at the setting 'oidc_groups_claim'.`,
  )
}

/** Whether the ID token leaves out what is needed, so that the provider is to be asked for more; an address is not. */
export const lacks = (claims: Claims, groupsClaim: string | undefined): boolean =>
  claims.preferred_username === undefined || (groupsClaim !== undefined && claimOf(claims, groupsClaim) === undefined)

export function personOf(claims: Claims, idToken: string, groupsClaim: string | undefined): Person {
  const email = claims.email_verified === true ? text(claims.email) : undefined
  const subject = String(claims.sub)
  return {
    issuer: String(claims.iss),
    subject,
    sid: typeof claims.sid === 'string' ? claims.sid : null,
    name: text(claims.preferred_username) ?? email ?? text(claims.name) ?? subject.slice(0, NAME_CHARACTERS),
    email: email ?? null,
    groups: groupsClaim === undefined ? [] : groupsOf(claims, groupsClaim),
    idToken,
  }
}
