/** What the handbook's pages ask the server: the documents once, evidence and duties as things happen. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { team } from '../../../../src/features/handbook/contract/team.ts'
import { handbook } from '../../../../src/features/handbook/contract.ts'
import type { Input, Reply } from '../../../../src/lib/contract.ts'
import { call } from '../../api.ts'
import { onLive } from '../../live.ts'
import { atMost } from '../../queries.ts'

const BOOK = 'handbook'
/** Counting evidence reads the whole graph: at most this often, however many runs report. */
const EVIDENCE_EVERY_MS = 2_000
/** The documents change only with the overlay, which tells. */
const staleTime = Number.POSITIVE_INFINITY

export type Check = Reply<typeof handbook.checks>['checks'][number]
export type Piece = Reply<typeof handbook.practices>['pieces'][number]
export type LineOf = Piece['lines'][number]
export type Figure = Reply<typeof handbook.figures>['figures'][number]
export type Contradiction = Reply<typeof handbook.contradictions>['contradictions'][number]
export type RoleHead = Reply<typeof handbook.roles>['roles'][number]
export type SkillNeed = Reply<typeof handbook.role>['skills'][number]
export type Skill = Reply<typeof handbook.skills>['skills'][number]
export type Band = NonNullable<NonNullable<Reply<typeof team.overlay>['overlay']>['bands']>[number]
export type Compared = Reply<typeof handbook.compare>
export type Paths = Reply<typeof handbook.paths>
export type Tool = Reply<typeof handbook.tools>['tools'][number]
export type WorkspaceSector = Reply<typeof handbook.role>['workspace_sector']
export type RoleLink = Reply<typeof handbook.role>['next'][number]

export const useOverview = () =>
  useQuery({
    queryKey: [BOOK, 'overview'],
    queryFn: ({ signal }) => call(handbook.overview, {}, signal),
    staleTime,
  })

export const useRoles = () =>
  useQuery({ queryKey: [BOOK, 'roles'], queryFn: ({ signal }) => call(handbook.roles, {}, signal), staleTime })

export const useRole = (id: string) =>
  useQuery({
    queryKey: [BOOK, 'role', id],
    queryFn: ({ signal }) => call(handbook.role, { id }, signal),
    staleTime,
  })

export const usePractices = () =>
  useQuery({ queryKey: [BOOK, 'practices'], queryFn: ({ signal }) => call(handbook.practices, {}, signal), staleTime })

export const useChallenges = () =>
  useQuery({
    queryKey: [BOOK, 'challenges'],
    queryFn: ({ signal }) => call(handbook.challenges, {}, signal),
    staleTime,
  })

export const useTrends = () =>
  useQuery({ queryKey: [BOOK, 'trends'], queryFn: ({ signal }) => call(handbook.trends, {}, signal), staleTime })

export const useAdvice = () =>
  useQuery({ queryKey: [BOOK, 'advice'], queryFn: ({ signal }) => call(handbook.advice, {}, signal), staleTime })

export const useTools = () =>
  useQuery({ queryKey: [BOOK, 'tools'], queryFn: ({ signal }) => call(handbook.tools, {}, signal), staleTime })

export const useContradictions = () =>
  useQuery({
    queryKey: [BOOK, 'contradictions'],
    queryFn: ({ signal }) => call(handbook.contradictions, {}, signal),
    staleTime,
  })

export const useFigures = (filter: Input<typeof handbook.figures>) =>
  useQuery({
    queryKey: [BOOK, 'figures', filter],
    queryFn: ({ signal }) => call(handbook.figures, filter, signal),
    placeholderData: keepPreviousData,
    staleTime,
  })

export const useSkills = () =>
  useQuery({ queryKey: [BOOK, 'skills'], queryFn: ({ signal }) => call(handbook.skills, {}, signal), staleTime })

export const useOverlay = () =>
  useQuery({ queryKey: [BOOK, 'overlay'], queryFn: ({ signal }) => call(team.overlay, {}, signal), staleTime })

export const useCompare = (left: string, right: string) =>
  useQuery({
    queryKey: [BOOK, 'compare', left, right],
    enabled: left !== '' && right !== '' && left !== right,
    queryFn: ({ signal }) => call(handbook.compare, { left, right }, signal),
    staleTime,
  })

export const usePaths = () =>
  useQuery({ queryKey: [BOOK, 'paths'], queryFn: ({ signal }) => call(handbook.paths, {}, signal), staleTime })

export const useMissing = () =>
  useQuery({ queryKey: [BOOK, 'missing'], queryFn: ({ signal }) => call(handbook.missing, {}, signal), staleTime })

export const useLine = (id: string) =>
  useQuery({ queryKey: [BOOK, 'line', id], queryFn: ({ signal }) => call(handbook.line, { id }, signal) })

export const useFigure = (id: string) =>
  useQuery({
    queryKey: [BOOK, 'figure', id],
    queryFn: ({ signal }) => call(handbook.figure, { id }, signal),
    staleTime,
  })

export const useSearch = (input: Input<typeof handbook.search>) =>
  useQuery({
    queryKey: [BOOK, 'search', input],
    enabled: input.q.trim() !== '',
    queryFn: ({ signal }) => call(handbook.search, input, signal),
    placeholderData: keepPreviousData,
    staleTime,
  })

/** Evidence by check; absent until it was counted. */
export function useChecks(): Map<string, Check> | undefined {
  const { data } = useQuery({
    queryKey: [BOOK, 'checks'],
    queryFn: ({ signal }) => call(handbook.checks, {}, signal),
    select: ({ checks }) => new Map(checks.map((check) => [check.id, check])),
  })
  return data
}

/** Makes old what an event changes; once for all pages of the handbook. */
export function useFollowing(): void {
  const client = useQueryClient()
  useEffect(() => {
    const old = (...keys: string[]): void => void client.invalidateQueries({ queryKey: [BOOK, ...keys] })
    const countAgain = atMost(EVIDENCE_EVERY_MS, () => {
      old('checks')
      old('line')
    })
    return onLive(({ name }) => {
      if (name === 'handbook.overlaid' || name === 'workspace.changed') old()
      else if (name !== 'points') countAgain()
      if (name !== 'points') old('rhythm')
    })
  }, [client])
}
