/** The account behind a request that the guard has let pass. */
import { Failure } from '../../lib/failure.ts'
import type { Context } from '../../platform/http/mount.ts'
import type { Identity, Principal } from './identity.ts'
import type { Modes } from './mode.ts'

/** Whoever asks as an account; on an open server there is none. */
export const createActor =
  (identity: Identity, modes: Modes) =>
  async ({ request }: Context): Promise<Principal> => {
    const who = await identity.find(request)
    if (who) return who
    throw (await modes.current()) === 'accounts'
      ? new Failure('UNAUTHENTICATED', 'The access token or session has just ended. Use another.')
      : new Failure(
          'RESOURCE_CONFLICT',
          'This server has no accounts yet. Make the first: POST /api/v1/access/accounts.',
        )
  }

export type ActorOf = ReturnType<typeof createActor>
