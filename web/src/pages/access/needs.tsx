/** A page that the reader may not use says which right it takes, and who can give it. */
import type { Scope } from '../../../../src/lib/contract.ts'
import { ApiError } from '../../api.ts'
import { Head } from '../../parts/head.tsx'
import { Problem } from '../../parts/problem.tsx'
import { type Me, useMembers } from './asks.ts'
import { needed } from './words.ts'

interface NeedsOf {
  kind: string
  title: string
  what: string
  right: Scope
  me: Me
}

export function Needs({ kind, title, what, right, me }: NeedsOf) {
  const { data, isPending } = useMembers(me.may.includes('read'))
  const isAsking = isPending && me.may.includes('read')
  return <Head kind={kind} title={title} answer={isAsking ? '' : needed(what, right, me, data)} />
}

/** As if the server had refused: the page then offers to log in. */
export const LoggedOut = () => <Problem error={new ApiError('', 'UNAUTHENTICATED', 401)} />
