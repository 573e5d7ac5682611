/** What the address of the page says, and how it changes. */
import { useCallback, useMemo } from 'react'
import { experimentRoute, type RunsQuery } from '../routes.ts'
import { parseWidths } from './columns.ts'

/** The address holds so many runs one by one; beyond them there is only "all that match". */
export const MOST_PICKED = 200
export const ALL = '*'
const NONE: string[] = []

export interface TableState {
  id: string
  filter: string | undefined
  sort: string | undefined
  /** Undefined while nobody has chosen columns. */
  column: string[] | undefined
  widths: Map<string, number>
  group: string[]
  open: string[]
  picked: Set<string>
  isAllPicked: boolean
  /** `quietly` does not become a step back of the browser. */
  set: (change: RunsQuery, quietly?: boolean) => void
  setWidth: (id: string, width: number | undefined) => void
}

export function useTableState(): TableState {
  const { id } = experimentRoute.useParams()
  const query = experimentRoute.useSearch()
  const navigate = experimentRoute.useNavigate()
  const set = useCallback(
    (change: RunsQuery, quietly = false) =>
      void navigate({
        search: (before: RunsQuery) => ({ ...before, ...change }),
        replace: quietly,
        resetScroll: false,
      }),
    [navigate],
  )
  // Lists of the address are new at every change of it; what they say mostly is not.
  const width = useSame(query.width)
  const pick = useSame(query.pick)
  const widths = useMemo(() => parseWidths(width), [width])
  const picked = useMemo(() => new Set(pick), [pick])
  return {
    id,
    filter: query.filter,
    sort: query.sort,
    column: useSameOrNone(query.column),
    widths,
    group: useSame(query.group),
    open: useSame(query.open),
    picked,
    isAllPicked: picked.has(ALL),
    set,
    setWidth(of, next) {
      const others = width.filter((text) => !text.startsWith(`${of}:`))
      const list = next === undefined ? others : [...others, `${of}:${Math.round(next)}`]
      set({ width: list.length ? list : undefined }, true)
    },
  }
}

/** The same list as before, if it says the same. */
function useSame(list: string[] | undefined): string[] {
  return useSameOrNone(list) ?? NONE
}

function useSameOrNone(list: string[] | undefined): string[] | undefined {
  const text = list && JSON.stringify(list)
  return useMemo(() => (text === undefined ? undefined : (JSON.parse(text) as string[])), [text])
}
