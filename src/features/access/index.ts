/** Who may do what: owner, accounts, tokens, and what protects an open loopback server. */
import type { Deps } from '../../platform/deps.ts'
import { createAttempts } from './attempts.ts'
import { createGate } from './gate.ts'
import { createIdentity } from './identity.ts'
import { createModes } from './mode.ts'
import { accessRoutes } from './routes/own.ts'
import { pageRoutes } from './routes/pages.ts'
import { accountService } from './service/accounts.ts'
import { ownerService } from './service/owner.ts'
import { tokenService } from './service/tokens.ts'
import { accessStore } from './store.ts'
import './tables.ts'

export function access({ http, config, log, db, events, now, onStop }: Deps) {
  const store = accessStore(db)
  const modes = createModes(config, store.anyAccount, now)
  const identity = createIdentity(store, now, log)
  const accounts = accountService({ db, store, events, identity, modes, now })
  const tokens = tokenService({ db, store, events, identity, modes, now })
  const owner = ownerService({ config, accounts, modes, log, now })
  const gate = createGate(config, modes, identity, http.routes)

  http.guard = gate.guard
  http.app.addHook('onRequest', gate.onRequest)
  accessRoutes(http, { accounts, tokens, identity, modes })
  pageRoutes(http, { config, tokens, owner, identity, modes, attempts: createAttempts(now) })
  onStop(identity.drain)
  return { ready: owner.ready, setupLink: owner.setupLink }
}
