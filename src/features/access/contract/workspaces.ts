/** Routes of workspaces, and of what a person has chosen in one. */
import { Empty, Int64, OneOf, route, Type } from '../../../lib/contract.ts'
import { own, Text } from './accounts.ts'

const Name = Type.String({ description: '1 to 63 small letters, digits and hyphens; part of the address' })
const Sector = Type.String({ maxLength: 100, description: 'the industry; empty for none' })
const Description = Type.String({ description: 'what it is for; at most 2,000 characters' })

/** What the five documents answer for; `none` is somebody who did not want to say. */
export const ANSWERS_FOR = [
  'ml-engineering-team-lead',
  'ml-tech-lead',
  'lead-machine-learning-engineer',
  'ml-engineering-manager',
  'lead-ml-performance-engineer',
  'none',
] as const
export type AnswersFor = (typeof ANSWERS_FOR)[number]

const AnswersForOne = OneOf(ANSWERS_FOR)

export const Workspace = Type.Object({
  name: Type.String(),
  sector: Text,
  description: Description,
  is_demo: Type.Boolean(),
  created_at: Int64({ description: 'milliseconds since 1970' }),
})

export const workspaces = {
  here: route(
    'access.here',
    'GET',
    '/api/v1/workspace',
    own('read', 'The workspace of this address, and what you chose in it.'),
    Empty,
    Type.Object({
      workspace: Workspace,
      answers_for: Type.Union([AnswersForOne, Type.Null()]),
      specialisations: Type.Array(Type.String(), { description: 'what you declared of yourself' }),
    }),
  ),
  choose: route(
    'access.choose',
    'PUT',
    '/api/v1/workspace/choice',
    own(
      'read',
      'Choose what you answer for, which orders the first page, or declare what you specialise in; for yourself only.',
    ),
    Type.Object({
      answers_for: Type.Optional(AnswersForOne),
      specialisations: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
          maxItems: 50,
          description: 'of handbook.specialisations, all that you declare; an empty list clears them',
        }),
      ),
    }),
    Empty,
  ),
  list: route(
    'access.listWorkspaces',
    'GET',
    '/api/v1/workspaces',
    own('self', 'The workspaces you may go to; each is reached under /w/NAME, or by the header X-MLFLOW-WORKSPACE.'),
    Empty,
    Type.Object({ workspaces: Type.Array(Workspace) }),
  ),
  create: route(
    'access.createWorkspace',
    'POST',
    '/api/v1/workspaces',
    { ...own('install', 'Make a workspace.'), events: ['workspace.created'] },
    Type.Object({
      name: Name,
      sector: Type.Optional(Sector),
      description: Type.Optional(Description),
      is_demo: Type.Optional(Type.Boolean()),
    }),
    Type.Object({ workspace: Workspace }),
  ),
  change: route(
    'access.changeWorkspace',
    'PATCH',
    '/api/v1/workspace',
    {
      ...own('maintain', 'Say what the workspace of this address is for, and which industry it belongs to.'),
      events: ['workspace.changed'],
    },
    Type.Object({ sector: Type.Optional(Sector), description: Type.Optional(Description) }),
    Type.Object({ workspace: Workspace }),
  ),
  delete: route(
    'access.deleteWorkspace',
    'DELETE',
    '/api/v1/workspaces/:name',
    { ...own('install', 'Remove a workspace with all that is in it, for good.'), events: ['workspace.deleted'] },
    Type.Object({ name: Type.String() }),
    Empty,
  ),
}
