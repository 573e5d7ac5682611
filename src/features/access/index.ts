/** Who may do what and where: owner, accounts, tokens, workspaces, and what protects an open loopback server. */
import type { Deps } from '../../platform/deps.ts'
import { createActor } from './actor.ts'
import { createAttempts } from './attempts.ts'
import { device } from './device/index.ts'
import { erasingReads } from './erasing/reads.ts'
import { erasingService } from './erasing/service.ts'
import { createFailedLogIns } from './failed.ts'
import { createGate } from './gate.ts'
import { createIdentity } from './identity.ts'
import { createModes } from './mode.ts'
import { createNetworks } from './networks.ts'
import { oidc } from './oidc/index.ts'
import { createCredentials } from './passwords/credentials.ts'
import { passwordService } from './passwords/service.ts'
import { peopleService } from './people.ts'
import { createPlaces } from './places.ts'
import { peopleReads } from './reads.ts'
import { accountRoutes } from './routes/accounts.ts'
import { type ExportOf, erasingRoutes } from './routes/erasing.ts'
import { pageRoutes } from './routes/login.ts'
import { mlflowWorkspaceRoutes } from './routes/mlflow-workspaces.ts'
import { passwordRoutes } from './routes/passwords.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { workspaceRoutes } from './routes/workspaces.ts'
import { accountService } from './service/accounts.ts'
import { memberService } from './service/members.ts'
import { ownerService } from './service/owner.ts'
import { tokenService } from './service/tokens.ts'
import { workspaceService } from './service/workspaces.ts'
import { accountStore } from './store/accounts.ts'
import { memberStore } from './store/members.ts'
import { passwordStore } from './store/passwords.ts'
import { tokenStore } from './store/tokens.ts'
import { workspaceStore } from './store/workspaces.ts'
import './tables.ts'

export type { NotePeopleRead } from './people.ts'

export function access(deps: Deps) {
  const { http, config, log, db, events, jobs, now, onStop } = deps
  const stores = {
    accounts: accountStore(db),
    members: memberStore(db),
    tokens: tokenStore(db),
    passwords: passwordStore(db),
  }
  const modes = createModes(config, stores.accounts.any, now)
  const attempts = createAttempts(now, createFailedLogIns({ db, events, now, log }))
  const credentials = createCredentials({ store: stores.passwords, attempts, now })
  const networks = createNetworks({ db, store: stores.tokens, events, log })
  const identity = createIdentity({ store: stores.tokens, credentials, networks, now, log })
  const { forget } = identity
  const workspaces = workspaceService({ db, store: workspaceStore(db), events, jobs, now, forget })
  const places = createPlaces(workspaces.resolve)
  const parts = { ...stores, db, events, identity, modes, places, now }
  const members = memberService({ ...parts, store: stores.members, workspaceOf: workspaces.resolve })
  const passwords = passwordService({ ...parts, store: stores.passwords, attempts })
  const accounts = accountService({ ...parts, store: stores.accounts, members, passwords })
  const tokens = tokenService({ ...parts, store: stores.tokens, maxDays: config.maxTokenDays })
  const owner = ownerService({ config, accounts, modes, log, now })
  const gate = createGate({ config, modes, identity, routes: http.routes, places })
  const people = peopleService({ db, reads: peopleReads(db), events, now })
  const actorOf = createActor(identity, modes)
  const erasing = erasingService({ ...parts, passwords: stores.passwords })
  const elsewhere = new Map<string, ExportOf>()

  http.guard = gate.guard
  http.app.addHook('onRequest', gate.onRequest)
  accountRoutes(http, { accounts, members, workspaces, identity, places, modes, actorOf, people })
  tokenRoutes(http, tokens, actorOf)
  passwordRoutes(http, { accounts, passwords, actorOf })
  erasingRoutes(http, { erasing, reads: erasingReads(db), accounts, passwords, tokens, people, elsewhere, actorOf })
  const sso = oidc(deps, {
    ...parts,
    tokenStore: stores.tokens,
    tokens,
    attempts,
    actorOf,
    workspaceOf: workspaces.resolve,
  })
  device(deps, { identity, tokens, modes, attempts, actorOf })
  pageRoutes(http, { config, tokens, passwords, owner, identity, modes, attempts, oidc: sso })
  workspaceRoutes(http, workspaces, identity)
  mlflowWorkspaceRoutes(http, workspaces, identity)
  onStop(identity.drain)
  onStop(networks.drain)
  return {
    ready: owner.ready,
    /** No accounts, loopback only: whoever asks is on this machine. */
    isOpen: async (): Promise<boolean> => (await modes.current()) === 'open',
    setupLink: owner.setupLink,
    onPurge: workspaces.onPurge,
    onErase: erasing.onErase,
    /** What a feature keeps of an account, under a word of its own. */
    onExport: (word: string, read: ExportOf) => void elsewhere.set(word, read),
    workspaceOf: workspaces.here,
    /** For features whose routes are about two workspaces. */
    workspaces: { elsewhere: gate.elsewhere, hold: workspaces.hold },
    declared: workspaces.declared,
    notePeopleRead: people.note,
    onDeclare: workspaces.onDeclare,
    counts: async (workspace: number) => ({
      'tokens-that-expire': await stores.tokens.count(workspace, new Date(now())),
    }),
  }
}
