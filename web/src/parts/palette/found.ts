/** What a search of the server finds, as commands of the palette. */
import { useQuery } from '@tanstack/react-query'
import { home } from '../../../../src/features/home/contract.ts'
import type { Kind } from '../../../../src/lib/vocabulary.ts'
import { call } from '../../api.ts'
import { middleCut } from '../../format/names.ts'
import { pageOf } from '../nodes.ts'
import type { Command } from './commands.ts'

const GROUPS: Partial<Record<Kind, string>> = {
  experiment: 'Experiments',
  run: 'Runs',
  'dataset-version': 'Data',
  'model-version': 'Logged models',
  model: 'Models',
  version: 'Model versions',
  approval: 'Approvals',
}

const LIMIT = 24

interface Found {
  found: Command[]
  /** False when only the newest of each kind were looked through. */
  whole: boolean
  isOld: boolean
  error: Error | null
}

export function useFound(query: string): Found {
  const { data, error, isFetching } = useQuery({
    queryKey: ['search', query],
    enabled: query !== '',
    queryFn: ({ signal }) => call(home.search, { q: query, limit: LIMIT }, signal),
    placeholderData: (before) => before,
    staleTime: 5_000,
  })
  if (query === '' || !data) return { found: [], whole: true, isOld: isFetching, error }
  const nodes = data.found.map(({ kind, id, label, deleted }) => ({
    id: `${kind} ${id}`,
    group: GROUPS[kind] ?? kind,
    title: middleCut(label, 80),
    note: deleted ? 'in the trash' : middleCut(id, 20),
    to: pageOf({ kind, id, label, deleted }),
  }))
  const elsewhere = data.elsewhere.map(({ group, title, note, href }) => ({
    id: `${group} ${href}`,
    group,
    title: middleCut(title, 100),
    note: middleCut(note, 40),
    to: href,
  }))
  return { found: [...nodes, ...elsewhere], whole: data.whole, isOld: isFetching, error }
}
