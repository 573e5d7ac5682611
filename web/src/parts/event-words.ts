/** What an event says of its subject: "was moved to the trash". */
import { EVENTS, type EventName } from '../../../src/lib/vocabulary.ts'

const WORDS: Partial<Record<EventName, string>> = {
  'account.created': 'was made',
  'account.changed': 'was changed',
  'account.disabled': 'was disabled',
  'account.enabled': 'may be used again',
  'account.erased': 'was erased',
  'member.added': 'became a member',
  'member.changed': 'has another role',
  'member.removed': 'is no member any more',
  'password.offered': 'got a link for setting a password',
  'password.changed': 'has another password',
  'identity.linked': 'got an identity of the provider',
  'identity.unlinked': 'lost an identity of the provider',
  'login.failed': 'had a log-in that failed',
  'people.read': 'had what is known of them looked at',
  'workspace.created': 'was made',
  'workspace.changed': 'was changed',
  'workspace.deleted': 'was removed with all that was in it',
  'token.created': 'was made',
  'token.used': 'was used from somewhere new',
  'token.revoked': 'was withdrawn',
  'audit.exported': 'had its log exported',
  'audit.erased': 'had what events say of it erased',
  'audit.broken': 'had a log that is not as it was sealed',
  'audit.accepted': 'has another log than before, and that was accepted',
  'webhook.created': 'was made',
  'webhook.changed': 'was changed',
  'webhook.stopped': 'was stopped, as nobody received what it sent',
  'webhook.deleted': 'was removed',
  'approval.requested': 'was asked for',
  'approval.answered': 'got a yes, and needs more',
  'approval.approved': 'was given',
  'approval.refused': 'was refused',
  'approval.withdrawn': 'was withdrawn',
  'approval.expired': 'was not answered in time',
  'backup.made': 'was made',
  'backup.failed': 'could not be made, or did not prove to be whole',
  'backup.verified': 'was restored beside and is the same in every byte',
  'backup.restored': 'is what all of this was restored from',
  'handbook.overlaid': 'has other lines of the team over it',
  'duty.scheduled': 'got a cadence',
  'duty.unscheduled': 'lost its cadence',
  'duty.done': 'was ticked off',
  'duty.reopened': 'lost its tick',
  'personal-data.tagged': 'has columns about people',
  'personal-data.untagged': 'has no column about people any more',
  'import.started': 'began',
  'import.finished': 'took what there was',
  'import.failed': 'could not go on',
  'import.cancelled': 'was ended by somebody',
  'follow.started': 'began',
  'follow.paused': 'was paused',
  'follow.resumed': 'goes on',
  'follow.stopped': 'ended',
  'follow.away': 'got no answer from its server',
  'follow.back': 'gets answers from its server again',
  'experiment.created': 'was made',
  'experiment.renamed': 'was renamed',
  'experiment.deleted': 'was moved to the trash',
  'experiment.restored': 'came back from the trash',
  'experiment.moved-out': 'went to another workspace',
  'experiment.moved-in': 'came from another workspace',
  'run.started': 'began',
  'run.finished': 'ended well',
  'run.failed': 'ended with an error',
  'run.killed': 'was stopped by somebody',
  'run.lost': 'fell silent; its process has probably died',
  'run.resumed': 'reports again',
  'run.renamed': 'was renamed',
  'run.deleted': 'was moved to the trash',
  'run.restored': 'came back from the trash',
  'model-version.created': 'was logged',
  'model-version.finalized': 'has all its files',
  'model-version.deleted': 'was moved to the trash',
  'model-version.restored': 'came back from the trash',
  'trash.freed': 'was freed of some of what lay in it',
  'trash.emptied': 'was emptied',
  'model.created': 'was made',
  'model.renamed': 'was renamed',
  'model.changed': 'was described anew',
  'model.deleted': 'was removed with its versions',
  'version.registered': 'was registered',
  'version.changed': 'was described anew',
  'version.transitioned': 'is in another stage',
  'version.deleted': 'was removed',
  'alias.set': 'has an alias that points elsewhere',
  'alias.removed': 'lost an alias',
}

/** A predicate; events that have none here say what they mean everywhere. */
export function predicateOf(name: EventName, details?: Record<string, unknown> | null): string {
  if (name === 'model-version.finalized' && details?.status !== 'READY') return 'did not get its files'
  if (name === 'alias.set' && typeof details?.alias === 'string') {
    const { alias, from, to } = details
    return from == null
      ? `got the alias ${alias}, at version ${to}`
      : `has ${alias} moved from version ${from} to ${to}`
  }
  if (name === 'alias.removed' && typeof details?.alias === 'string') return `lost the alias ${details.alias}`
  if (name === 'version.transitioned' && typeof details?.to === 'string')
    return `moved from the stage ${details.from} to ${details.to}`
  if (name === 'personal-data.read') {
    const { columns, dataset, purpose } = details ?? {}
    const what = Array.isArray(columns) ? columns.join(', ') : 'columns about people'
    const why = typeof purpose === 'string' ? `, for: ${purpose}` : details ? ', and does not say what for' : ''
    return `read ${what}${typeof dataset === 'string' ? ` of ${dataset}` : ''}${why}`
  }
  return WORDS[name] ?? `: ${EVENTS[name] ?? name}`
}
