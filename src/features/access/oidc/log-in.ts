/** The authorization code flow with PKCE: out to the provider, and back with a code that only we can redeem. */
import { errors } from 'jose'
import * as oauth from 'oauth4webapi'
import { Failure } from '../../../lib/failure.ts'
import type { OidcConfig } from '../../../platform/oidc-config.ts'
import { type Claims, lacks, type Person, personOf } from './claims.ts'
import type { Memo } from './memo.ts'
import type { Provider } from './provider.ts'

const refused = (why: string, cause?: unknown): Failure =>
  new Failure('UNAUTHENTICATED', `The log-in was refused: ${why.replace(/\.$/, '')}. Begin it again.`, { cause })

/** What somebody is told; the log has the error itself. */
function toFailure(provider: Provider, error: unknown): Failure {
  if (error instanceof Failure)
    return error.code === 'INVALID_PARAMETER_VALUE' ? provider.unavailable(error.message, error) : error
  if (error instanceof oauth.AuthorizationResponseError)
    return refused(
      `the provider says '${error.error}'${error.error_description ? ` (${error.error_description})` : ''}`,
      error,
    )
  if (error instanceof oauth.ResponseBodyError)
    return refused(`the provider did not accept the code ('${error.error}')`, error)
  if (error instanceof oauth.OperationProcessingError || error instanceof errors.JOSEError)
    return refused(`the answer does not hold (${error.message})`, error)
  return provider.unavailable((error as Error).message, error)
}

export function createLogIn(provider: Provider, oidc: OidcConfig) {
  /** Nobody asks for groups that give nothing. */
  const groupsClaim = oidc.groups.length ? oidc.groupsClaim : undefined

  /** Basic is what every provider must know; some say that they do not. */
  function proofOf({ token_endpoint_auth_methods_supported: ways }: oauth.AuthorizationServer): oauth.ClientAuth {
    if (oidc.clientSecret === undefined) return oauth.None()
    const isPostOnly = ways?.includes('client_secret_post') && !ways.includes('client_secret_basic')
    return isPostOnly ? oauth.ClientSecretPost(oidc.clientSecret) : oauth.ClientSecretBasic(oidc.clientSecret)
  }

  async function redeem(given: URLSearchParams, { state, nonce, verifier }: Memo, back: string): Promise<Person> {
    const as = await provider.metadata()
    const client = provider.client()
    const answer = oauth.validateAuthResponse(as, client, given, state)
    const options = provider.options()
    const reply = await oauth.authorizationCodeGrantRequest(as, client, proofOf(as), answer, back, verifier, options)
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, reply, {
      expectedNonce: nonce,
      requireIdToken: true,
    })
    const idToken = tokens.id_token!
    // The library checks the claims, and trusts the connection; we want the signature as well.
    const claims: Claims = { ...(await provider.verify(idToken)), ...oauth.getValidatedIdTokenClaims(tokens)! }
    if (!as.userinfo_endpoint || !lacks(claims, groupsClaim)) return personOf(claims, idToken, groupsClaim)
    const info = await oauth.userInfoRequest(as, client, tokens.access_token, options)
    const more = await oauth.processUserInfoResponse(as, client, String(claims.sub), info)
    return personOf({ ...more, ...claims }, idToken, groupsClaim)
  }

  return {
    /** Where to send the browser, and what it keeps meanwhile. `back` is the address that the provider knows us by. */
    async begin(back: string, next: string): Promise<{ url: string; memo: Memo }> {
      const { authorization_endpoint } = await provider.metadata()
      const memo = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
        next,
      }
      const url = new URL(authorization_endpoint!)
      for (const [name, value] of Object.entries({
        client_id: oidc.clientId,
        redirect_uri: back,
        response_type: 'code',
        scope: oidc.scopes,
        state: memo.state,
        nonce: memo.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(memo.verifier),
        code_challenge_method: 'S256',
      }))
        url.searchParams.set(name, value)
      return { url: url.href, memo }
    },

    async finish(given: URLSearchParams, memo: Memo | undefined, back: string): Promise<Person> {
      if (!memo) throw refused('this browser did not begin it, or more than ten minutes ago')
      try {
        return await redeem(given, memo, back)
      } catch (error) {
        throw toFailure(provider, error)
      }
    },
  }
}

export type LogIn = ReturnType<typeof createLogIn>
