/** Rules of the audit: what an export covers and shows, and that it is itself an event. */
import type { KeyObject } from 'node:crypto'
import type { Logger } from 'pino'
import type { Input, Reply } from '../../../lib/contract.ts'
import { Failure, notFound } from '../../../lib/failure.ts'
import { clampMoment } from '../../../lib/moment.ts'
import { GENESIS, type SealedLink } from '../../../platform/audit/chain.ts'
import type { Head, Header } from '../../../platform/audit/lines.ts'
import { publicTextOf, signatureOf } from '../../../platform/audit/signature.ts'
import type { Db } from '../../../platform/db.ts'
import type { Events } from '../../../platform/events.ts'
import { createChecker } from '../checking/checker.ts'
import type { KeptHeads, SignedHead } from '../checking/kept-heads.ts'
import type { Good } from '../checking/walk.ts'
import type { audit } from '../contract/audit.ts'
import type { ChainStore } from '../store.ts'
import { exportLines } from './export.ts'
import type { AuditReads } from './reads.ts'

export interface Auditor {
  workspace: number
  workspaceName: string
  accountId: number | null
  /** Whether events of all workspaces may be shown. */
  isForAll: boolean
}

interface Parts {
  db: Db
  chain: ChainStore
  reads: AuditReads
  events: Events
  heads: KeptHeads
  log: Logger
  key(): KeyObject
  now(): number
}

type Asked = Input<typeof audit.export>

export function auditService({ db, chain, reads, events, heads, log, key, now }: Parts) {
  const headOf = ({ seq, hash }: Good): Head => ({ seq, hash: hash.toString('hex'), at: new Date(now()).toISOString() })
  const head = async (): Promise<Head> => headOf(await chain.head())
  const signed = (said: Head): SignedHead => ({
    head: said,
    signature: signatureOf(key(), 'head', said),
    public_key: publicTextOf(key()),
  })

  const checker = createChecker({
    ...{ chain, heads, log, now },
    sign: (good) => signed(headOf(good)),
    async onFault({ seq, reason, by }) {
      await events.append(db, {
        ...{ workspace: 1, name: 'audit.broken', kind: 'workspace', id: 'default', details: { seq, reason, by } },
      })
    },
  })

  async function rangeOf({ after, since, until }: Asked, last: number, workspace: number | undefined) {
    const from = Math.max(
      after === undefined ? 1 : after + 1,
      since === undefined ? 1 : ((await reads.firstSince(clampMoment(since), workspace)) ?? last + 1),
    )
    const to = until === undefined ? last : ((await reads.lastBefore(clampMoment(until), workspace)) ?? 0)
    return { from, to: Math.min(to, last) }
  }

  return {
    checker,

    head: async (): Promise<Reply<typeof audit.head>> => signed(await head()),

    async status(): Promise<Reply<typeof audit.status>> {
      const { state, good, checkedAt, wholeAt, fault, kept } = checker.look()
      return {
        state,
        good: { seq: good.seq, hash: good.hash.toString('hex') },
        sealed: (await chain.head()).seq,
        checked_at: checkedAt ?? null,
        whole_at: wholeAt ?? null,
        fault: fault ?? null,
        kept: kept?.head ?? null,
        public_key: publicTextOf(key()),
      }
    },

    /** After a restore the log is an older one than the heads that were kept: somebody says that this is meant. */
    async accept(accountId: number | null, reason: string): Promise<void> {
      const { state, fault } = checker.look()
      if (state !== 'broken' || !fault)
        throw new Failure('RESOURCE_CONFLICT', 'The event log is not found broken: there is nothing to accept.')
      if (fault.by === 'chain')
        throw new Failure(
          'RESOURCE_CONFLICT',
          `Event ${fault.seq} itself is not as it was sealed, which nothing makes good: restore a backup of before. Only a log that is whole, but another than the heads that were kept, can be accepted.`,
        )
      await events.append(db, {
        ...{ workspace: 1, accountId, name: 'audit.accepted', kind: 'workspace', id: 'default' },
        details: { reason, seq: fault.seq },
      })
      checker.accept(new Date(now()))
    },

    /** Everything that can be refused is refused before the first line. */
    async export(auditor: Auditor, asked: Asked): Promise<AsyncGenerator<string>> {
      const { scope = 'workspace', name, subject_kind, subject_id, account } = asked
      const isAll = scope === 'installation'
      if (isAll && !auditor.isForAll)
        throw new Failure(
          'PERMISSION_DENIED',
          "Only an owner may export the events of all workspaces. Leave out 'scope'.",
        )
      const accountId = account === undefined ? undefined : await reads.findAccount(account)
      if (account !== undefined && accountId === undefined) throw notFound('Account', account)
      const ending = await head()
      const { from, to } = await rangeOf(asked, ending.seq, isAll ? undefined : auditor.workspace)
      if (from > to)
        throw new Failure(
          'RESOURCE_DOES_NOT_EXIST',
          `There are no sealed events in this range: the log has ${ending.seq}.`,
        )
      const before = await chain.findAt(from - 1)
      const filter = {
        ...(name !== undefined && { name }),
        ...(subject_kind !== undefined && { subject_kind }),
        ...(subject_id !== undefined && { subject_id }),
        ...(accountId !== undefined && { account_id: accountId }),
      }
      const header: Header = {
        ...{
          bellwether: 'audit',
          version: 1,
          workspace: auditor.workspaceName,
          workspace_id: auditor.workspace,
          scope,
        },
        ...(Object.keys(filter).length && { filter }),
        ...{
          from,
          to,
          previous: (before?.hash ?? GENESIS).toString('hex'),
          head: ending,
          public_key: publicTextOf(key()),
        },
      }
      await events.append(db, {
        ...{ workspace: auditor.workspace, accountId: auditor.accountId },
        ...{ name: 'audit.exported', kind: 'workspace', id: auditor.workspaceName },
        details: { from, to, scope, ...filter },
      })
      const isShown = (link: SealedLink): boolean =>
        (isAll || link.workspace_id === auditor.workspace) &&
        Object.entries(filter).every(([field, value]) => link[field as keyof SealedLink] === value)
      return exportLines({ header, isShown, sealedAfter: chain.sealedAfter, namesOf: reads.namesOf, key: key() })
    },
  }
}

export type AuditService = ReturnType<typeof auditService>
