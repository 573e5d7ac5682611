/** What somebody gave as a source: what may be shown of it, and what nobody is to see. */
import { invalid } from '../../../lib/failure.ts'
import type { Secret } from '../secrets.ts'

export interface Asked {
  /** Without user, password and token. */
  place: string
  secret: Secret
}

interface Given {
  uri: string
  user?: string
  password?: string
  token?: string
  source_workspace?: string
  artifacts_root?: string
}

/** An address with its user and password taken out. */
export function withoutSecrets(uri: string): string {
  const bare = uri.replace(/^([a-z][\w+.-]*:\/\/)[^/@]*@/i, '$1')
  return /^https?:/i.test(bare) ? bare.split(/[?#]/)[0]!.replace(/\/+$/, '') : bare.split('?')[0]!
}

export function toAsked({ uri, user, password, token, source_workspace, artifacts_root }: Given): Asked {
  const url = /^https?:/i.test(uri) ? URL.parse(uri) : null
  if (token !== undefined && user !== undefined)
    throw invalid("Parameters 'user' and 'token' exclude each other. Give the one that the server asks for.")
  const own = url?.username
    ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
    : {}
  const credentials = { ...own, ...(user !== undefined && { user, password }), ...(token !== undefined && { token }) }
  const place = withoutSecrets(uri)
  return {
    place,
    secret: { uri: url ? place : uri, credentials, workspace: source_workspace, artifactsRoot: artifacts_root },
  }
}
