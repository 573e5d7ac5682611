/** The closed lists of the graph and the event log: node kinds, relations, event names. */

/** Kinds of nodes, in the order of the loop. */
export const KINDS = ['experiment', 'run', 'dataset-version', 'model-version', 'model', 'version', 'approval'] as const
export type Kind = (typeof KINDS)[number]

/** Relations read from → to. */
export const RELATIONS = {
  contains: 'an experiment holds a run, a registered model its versions',
  'parent-of': 'a run has a nested run',
  used: 'a run read a dataset version',
  produced: 'a run made a model version',
  'registered-as': 'a logged model, a run or another version was registered as a version',
  'asks-about': 'an approval is about something',
} as const
export type Relation = keyof typeof RELATIONS

/** Neighbours of one node by one relation are counted up to this: that many, or more. */
export const MOST_COUNTED = 10_000

/** At which end of an edge the origin stands: a run holds what it made, but comes from what it read. */
export const ORIGINS: Record<Relation, 'from' | 'to'> = {
  contains: 'from',
  'parent-of': 'from',
  used: 'to',
  produced: 'from',
  'registered-as': 'from',
  'asks-about': 'to',
}

/** Events are `noun.past-verb`. */
export const EVENTS = {
  'account.created': 'an account was made',
  'account.changed': 'an account has another name, contact or is an owner or no more',
  'account.disabled': 'an account may do nothing any more',
  'account.enabled': 'a disabled account may be used again',
  'account.erased': 'a person was forgotten; the number of the account stays',
  'member.added': 'an account became a member of a workspace',
  'member.changed': 'a member of a workspace has another role',
  'member.removed': 'an account is no member of a workspace any more',
  'workspace.created': 'a workspace was made',
  'workspace.changed': 'a workspace has other properties',
  'workspace.deleted': 'a workspace was removed with all that was in it',
  'password.offered': 'a link was made by which somebody sets the own password',
  'password.changed': 'somebody set the own password',
  'login.failed': 'somebody tried to log in, and failed',
  'identity.linked': 'somebody whom the identity provider knows got an account',
  'identity.unlinked': 'somebody whom the identity provider knows has an account no more',
  'people.read': 'somebody looked at what is known of a person',
  'token.created': 'an access token was made',
  'token.used': 'an access token was used from somewhere new',
  'token.revoked': 'an access token was withdrawn',
  'audit.broken': 'the log was found to be other than it was sealed',
  'audit.accepted': 'a log that leads to other heads than those kept was accepted',
  'audit.erased': 'what events say of a person was erased',
  'audit.exported': 'the log was read as a file',
  'backup.made': 'a backup was made',
  'backup.failed': 'a backup could not be made, or did not prove to be whole',
  'backup.verified': 'a backup was restored beside and compared',
  'backup.restored': 'all of this was restored from a backup',
  'import.started': 'everything of another tracking server is being taken in',
  'import.finished': 'an import has taken what there was',
  'import.failed': 'an import could not go on',
  'import.cancelled': 'somebody ended an import',
  'follow.started': 'another tracking server is followed',
  'follow.paused': 'a followed server is asked no more for now',
  'follow.resumed': 'a paused follow goes on',
  'follow.stopped': 'a server is followed no more',
  'follow.away': 'a followed server does not answer',
  'follow.back': 'a followed server answers again',
  'export.finished': 'the workspace was taken away as files',
  'export.failed': 'taking the workspace away as files broke off',
  'webhook.created': 'another program is told of events',
  'webhook.changed': 'a webhook has other properties or another secret',
  'webhook.stopped': 'a webhook is not used any more, as nobody received what it sent',
  'webhook.deleted': 'a webhook was removed',
  'approval.requested': 'somebody asked for an approval',
  'approval.answered': 'somebody said yes, and more are needed',
  'approval.approved': 'as many said yes as are needed',
  'approval.refused': 'somebody said no',
  'approval.withdrawn': 'whoever asked for an approval took that back',
  'approval.expired': 'nobody answered in time',
  'handbook.overlaid': 'the team laid lines of its own over the handbook, or took them away',
  'duty.scheduled': 'a recurring duty got a cadence',
  'duty.unscheduled': 'a recurring duty lost its cadence',
  'duty.done': 'a recurring duty was ticked off by hand',
  'duty.reopened': 'a tick by hand was taken back',
  'experiment.created': 'an experiment was made',
  'experiment.renamed': 'an experiment has a new name',
  'experiment.deleted': 'an experiment was moved to the trash',
  'experiment.restored': 'an experiment came back from the trash',
  'experiment.moved-out': 'an experiment went to another workspace, with all that belongs to it',
  'experiment.moved-in': 'an experiment came from another workspace, with all that belongs to it',
  'personal-data.tagged': 'columns of a dataset were said to be about people',
  'personal-data.untagged': 'no column of a dataset is said to be about people any more',
  'personal-data.read': 'a run read columns about people, with or without a purpose',
  'run.started': 'a run was made',
  'run.finished': 'a run ended well',
  'run.failed': 'a run ended with an error',
  'run.killed': 'a run was stopped by somebody',
  'run.lost': 'a run stopped reporting; its process probably died',
  'run.resumed': 'a run that had ended or was lost is reporting again',
  'run.renamed': 'a run has a new name',
  'run.deleted': 'a run was moved to the trash',
  'run.restored': 'a run came back from the trash',
  'model-version.created': 'a model was logged',
  'model-version.finalized': 'a logged model is ready or failed',
  'model-version.deleted': 'a logged model was moved to the trash',
  'model-version.restored': 'a logged model came back from the trash',
  'trash.freed': 'things in the trash were removed for good, some of them',
  'trash.emptied': 'the trash was emptied',
  'model.created': 'a registered model was made',
  'model.renamed': 'a registered model has a new name',
  'model.changed': 'a registered model has another description or other tags',
  'model.deleted': 'a registered model was removed with its versions',
  'version.registered': 'a version of a registered model was registered',
  'version.changed': 'a version has another description or other tags',
  'version.transitioned': 'a version is in another stage',
  'version.deleted': 'a version was removed with its aliases',
  'alias.set': 'an alias points at a version',
  'alias.removed': 'an alias was removed',
} as const
export type EventName = keyof typeof EVENTS

/** What events are about, in the order of the list: the part of their names before the dot. */
export const groupOf = (name: string): string => name.slice(0, name.indexOf('.'))
export const EVENT_GROUPS: readonly string[] = [...new Set(Object.keys(EVENTS).map(groupOf))]
export const namesOf = (group: string): EventName[] =>
  (Object.keys(EVENTS) as EventName[]).filter((name) => groupOf(name) === group)

/** Who has access and who looked at whom: told to those who may audit. */
export const AUDITED = ['account', 'audit', 'identity', 'login', 'member', 'password', 'people', 'token'] as const
const audited: ReadonlySet<string> = new Set(AUDITED)
export const isAudited = (name: string): boolean => audited.has(groupOf(name))
