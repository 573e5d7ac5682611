/** Who may do what and where: owner, accounts, tokens, workspaces, and what protects an open loopback server. */
import type { Deps } from '../../platform/deps.ts'
import { createAttempts } from './attempts.ts'
import { createGate } from './gate.ts'
import { createIdentity } from './identity.ts'
import { createModes } from './mode.ts'
import { accessRoutes } from './routes/own.ts'
import { pageRoutes } from './routes/pages.ts'
import { workspaceRoutes } from './routes/workspaces.ts'
import { accountService } from './service/accounts.ts'
import { ownerService } from './service/owner.ts'
import { tokenService } from './service/tokens.ts'
import { workspaceService } from './service/workspaces.ts'
import { accessStore } from './store/accounts.ts'
import { workspaceStore } from './store/workspaces.ts'
import './tables.ts'

export function access({ http, config, log, db, events, jobs, now, onStop }: Deps) {
  const store = accessStore(db)
  const modes = createModes(config, store.anyAccount, now)
  const identity = createIdentity(store, now, log)
  const accounts = accountService({ db, store, events, identity, modes, now })
  const tokens = tokenService({ db, store, events, identity, modes, now })
  const owner = ownerService({ config, accounts, modes, log, now })
  const workspaces = workspaceService({ db, store: workspaceStore(db), events, jobs, now })
  const gate = createGate({ config, modes, identity, routes: http.routes, workspaceOf: workspaces.resolve })

  http.guard = gate.guard
  http.app.addHook('onRequest', gate.onRequest)
  accessRoutes(http, { accounts, tokens, identity, modes })
  pageRoutes(http, { config, tokens, owner, identity, modes, attempts: createAttempts(now) })
  workspaceRoutes(http, workspaces)
  onStop(identity.drain)
  return {
    ready: owner.ready,
    setupLink: owner.setupLink,
    onPurge: workspaces.onPurge,
    workspaceOf: workspaces.here,
    declared: workspaces.declared,
    onDeclare: workspaces.onDeclare,
    counts: async (workspace: number) => ({
      'tokens-that-expire': await store.countTokens(workspace, new Date(now())),
    }),
  }
}
