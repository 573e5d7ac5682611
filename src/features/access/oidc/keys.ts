/** The provider's public keys: kept for a while, fetched once more when a signature names one that is not among them. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'

const KEEP_MS = 600_000
/** Whoever sends us signatures with names of keys that do not exist must not make us ask each time. */
const AGAIN_AFTER_MS = 10_000
/** What only the provider can sign: with HS256 a public key, or a secret that leaked, would do. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA']

interface Kept {
  at: number
  find: ReturnType<typeof createLocalJWKSet>
}

export function createKeys(fetchKeys: () => Promise<JSONWebKeySet>, now: () => number) {
  let kept: Promise<Kept> | undefined

  function fetchAnew(): Promise<Kept> {
    const fetching = fetchKeys().then((set) => ({ at: now(), find: createLocalJWKSet(set) }))
    kept = fetching
    // An outage is not remembered.
    fetching.catch(() => {
      if (kept === fetching) kept = undefined
    })
    return fetching
  }

  async function keys(): Promise<Kept> {
    const found = await (kept ?? fetchAnew())
    const age = now() - found.at
    return age >= 0 && age < KEEP_MS ? found : fetchAnew()
  }

  return {
    /** The claims of a token that the provider signed; throws what jose throws otherwise. */
    async verify(token: string, options: Omit<JWTVerifyOptions, 'algorithms'>): Promise<JWTPayload> {
      const check = async ({ find }: Kept): Promise<JWTPayload> =>
        (await jwtVerify(token, find, { ...options, algorithms: ALGORITHMS })).payload
      const known = await keys()
      try {
        return await check(known)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || now() - known.at < AGAIN_AFTER_MS) throw error
        return check(await fetchAnew())
      }
    },
  }
}

export type Keys = ReturnType<typeof createKeys>
