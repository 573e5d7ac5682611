/** Log-in by an identity provider (OpenID Connect); without the settings of one, nothing but what is known of people. */
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../../platform/deps.ts'
import { baseOf } from '../../../platform/http/base.ts'
import type { ActorOf } from '../actor.ts'
import type { Attempts } from '../attempts.ts'
import { browserOf } from '../browser.ts'
import { oidc as contract } from '../contract/oidc.ts'
import type { Identity, Principal } from '../identity.ts'
import type { Modes } from '../mode.ts'
import { loginPage, type OtherLogin } from '../pages.ts'
import { cookieOf } from '../routes/forms.ts'
import { HOME } from '../service/accounts.ts'
import type { TokenService } from '../service/tokens.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { TokenStore } from '../store/tokens.ts'
import { identityService } from './accounts.ts'
import { createGroups } from './groups.ts'
import { createLogIn } from './log-in.ts'
import { logOutService } from './log-out.ts'
import { createProvider } from './provider.ts'
import { identityRoutes, oidcRoutes, originOf } from './routes.ts'
import { identityStore } from './store.ts'
import './tables.ts'

interface Parts {
  accounts: AccountStore
  tokenStore: TokenStore
  tokens: TokenService
  identity: Identity
  modes: Modes
  attempts: Attempts
  actorOf: ActorOf
  workspaceOf(name: string): Promise<number | undefined>
}

/** What the pages of log-in and log-out need to know of it. */
export interface Oidc {
  other: OtherLogin | undefined
  /** Where the browser goes after it has logged out here; nothing where that was all. */
  leave(request: FastifyRequest, who: Principal): Promise<string | undefined>
}

export function oidc({ http, config, log, db, events, now }: Deps, parts: Parts): Oidc {
  const { tokenStore, tokens, identity, modes, attempts, actorOf } = parts
  const { oidc: settings, allowedTargets } = config
  const base = (request: FastifyRequest): string => baseOf(request, config.basePath)
  const store = identityStore(db)
  const logOut = logOutService({ db, store, tokens: tokenStore, events, identity, log, now })
  const identities = identityService({
    ...parts,
    db,
    store,
    events,
    giftsOf: createGroups(settings?.groups ?? []),
    newAccounts: settings?.newAccounts ?? 'never',
    endSessions: logOut.endSessionsOf,
    log,
    now,
  })
  identityRoutes(http, identities, actorOf)
  if (!settings) return { other: undefined, leave: async () => undefined }

  const other = { label: settings.label, path: contract.begin.path }
  const provider = createProvider({ oidc: settings, allowedTargets, now })
  oidcRoutes(http, {
    base,
    logIn: createLogIn(provider, settings),
    identities,
    modes,
    attempts,
    obey: (token) => logOut.obey(provider, token),
    loginPage: (request, next, message) => loginPage(base(request), next, message, other),
    async open(request, { person: { sid, idToken }, accountId, identityId }) {
      const who = (await identity.byId(accountId))!
      const { session, seconds } = await tokens.openSession(
        who,
        browserOf(request.headers['user-agent']),
        (tx, tokenId) => store.addSession(tx, HOME, { tokenId, identityId, sid, idToken }),
      )
      return cookieOf(request, base(request), session, seconds)
    },
  })
  return {
    other,
    leave: (request, who) => logOut.addressOf(provider, settings, who, `${originOf(request)}${base(request)}/login`),
  }
}
