/** Where somebody may go: the workspace behind a name, and what they are there. */
import { type Failure, notFound } from '../../lib/failure.ts'
import type { Place, Principal } from './identity.ts'

/**
 * The same for a workspace that does not exist and for one that the caller is no member of: nobody learns by asking
 * which there are.
 */
export const noWorkspace = (name: string, { isOwner, places }: Principal): Failure => {
  if (isOwner) return notFound('Workspace', name)
  const yours = [...places.keys()]
  return notFound(
    'Workspace',
    name,
    yours.length
      ? `or you are no member of it. Yours: ${yours.map((each) => `/w/${each}`).join(', ')}.`
      : 'or you are no member of it, as of no other yet. An owner or an admin can make you one.',
  )
}

type WorkspaceOf = (name: string) => Promise<number | undefined>

export const createPlaces = (workspaceOf: WorkspaceOf) => ({
  workspaceOf,

  /** Undefined where they are no member, and where there is nothing: a member's workspaces are known without asking. */
  async of(who: Principal, name: string): Promise<Place | undefined> {
    if (!who.ownerMay) return who.places.get(name)
    const workspace = await workspaceOf(name)
    if (workspace === undefined || (who.boundTo !== null && who.boundTo !== workspace)) return undefined
    return { workspace, standing: 'owner', may: who.ownerMay }
  },
})

export type Places = ReturnType<typeof createPlaces>
