/** What an operator says of the identity provider by which people may log in. */
import { invalid } from '../lib/failure.ts'

export const OIDC_SETTINGS = {
  oidc_issuer: 'BELLWETHER_OIDC_ISSUER',
  oidc_client_id: 'BELLWETHER_OIDC_CLIENT_ID',
  oidc_client_secret: 'BELLWETHER_OIDC_CLIENT_SECRET',
  oidc_scopes: 'BELLWETHER_OIDC_SCOPES',
  oidc_groups_claim: 'BELLWETHER_OIDC_GROUPS_CLAIM',
  oidc_groups: 'BELLWETHER_OIDC_GROUPS',
  oidc_new_accounts: 'BELLWETHER_OIDC_NEW_ACCOUNTS',
  oidc_label: 'BELLWETHER_OIDC_LABEL',
} as const
type Setting = keyof typeof OIDC_SETTINGS

/** Who gets an account at the first log-in: nobody, members of a group that is mapped, everybody. */
export const NEW_ACCOUNTS = ['never', 'groups', 'always'] as const
export type NewAccounts = (typeof NEW_ACCOUNTS)[number]

export interface OidcConfig {
  /** As the provider writes it, to the last slash. */
  issuer: string
  clientId: string
  /** None for a public client, which PKCE alone protects. */
  clientSecret: string | undefined
  scopes: string
  groupsClaim: string
  /** Groups of the provider with what they give: `workspace:role`, or `owner`. */
  groups: [group: string, gives: string][]
  newAccounts: NewAccounts
  label: string
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Codes and tokens travel encrypted; on this machine they need not. */
export const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))

function readIssuer(text: string): string {
  const url = URL.parse(text)
  if (!url || url.search || url.hash || url.username || url.password)
    throw invalid(`Setting 'oidc_issuer' is '${text}'. Give the provider's address, such as https://id.example.com.`)
  if (!isSafe(url)) throw invalid(`Setting 'oidc_issuer' is '${text}'. Begin it with https://.`)
  return text
}

const GROUPS = "Write GROUP=WORKSPACE:ROLE or GROUP=owner, with commas between, or in bellwether.yaml lines 'GROUP: …'."

function readGroups(text: string): [string, string][] {
  if (!text.startsWith('{'))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => {
        const at = part.lastIndexOf('=')
        if (at < 1) throw invalid(`Setting 'oidc_groups' has '${part}'. ${GROUPS}`)
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()]
      })
  try {
    return Object.entries(JSON.parse(text) as Record<string, unknown>).flatMap(([group, gives]) =>
      [gives].flat().map((one): [string, string] => [group, String(one)]),
    )
  } catch {
    throw invalid(`Setting 'oidc_groups' is no JSON object. ${GROUPS}`)
  }
}

function readNewAccounts(text: string): NewAccounts {
  const found = NEW_ACCOUNTS.find((word) => word === text)
  if (!found) throw invalid(`Setting 'oidc_new_accounts' is '${text}'. Give one of ${NEW_ACCOUNTS.join(', ')}.`)
  return found
}

/** Undefined where no provider is named. */
export function readOidc(get: (name: Setting) => string | undefined): OidcConfig | undefined {
  const issuer = get('oidc_issuer')
  const clientId = get('oidc_client_id')
  if (issuer === undefined) {
    const lone = (Object.keys(OIDC_SETTINGS) as Setting[]).find((name) => get(name) !== undefined)
    if (lone)
      throw invalid(`Setting '${lone}' is given without 'oidc_issuer'. Give the provider's address, or leave both out.`)
    return undefined
  }
  if (!clientId)
    throw invalid("Setting 'oidc_client_id' is missing: the provider gives one when you register this server.")
  const scopes = get('oidc_scopes') ?? 'openid profile email'
  if (!scopes.split(/\s+/).includes('openid'))
    throw invalid(`Setting 'oidc_scopes' is '${scopes}'. It must contain openid.`)
  return {
    issuer: readIssuer(issuer),
    clientId,
    clientSecret: get('oidc_client_secret'),
    scopes,
    groupsClaim: get('oidc_groups_claim') ?? 'groups',
    groups: readGroups(get('oidc_groups') ?? ''),
    newAccounts: readNewAccounts(get('oidc_new_accounts') ?? 'never'),
    label: get('oidc_label') ?? 'Log in with single sign-on',
  }
}
