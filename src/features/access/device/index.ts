/** Log-in of the command line by a code that somebody confirms with a browser, however they are logged in there. */
import type { Deps } from '../../../platform/deps.ts'
import type { ActorOf } from '../actor.ts'
import type { Attempts } from '../attempts.ts'
import type { Identity } from '../identity.ts'
import type { Modes } from '../mode.ts'
import type { TokenService } from '../service/tokens.ts'
import { deviceRoutes } from './routes.ts'
import { deviceService } from './service.ts'
import { deviceStore } from './store.ts'
import './tables.ts'

interface Parts {
  identity: Identity
  tokens: TokenService
  modes: Modes
  attempts: Attempts
  actorOf: ActorOf
}

export function device({ http, config, db, now }: Deps, parts: Parts): void {
  const devices = deviceService({ ...parts, store: deviceStore(db), maxDays: config.maxTokenDays, now })
  deviceRoutes(http, { ...parts, basePath: config.basePath, devices, now })
}
