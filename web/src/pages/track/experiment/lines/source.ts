/** What stands on each line of the table: runs one below the other, or groups that open to show theirs. */
import type { Group, Run } from '../columns.ts'
import { createPages, type Pages, type Read } from './pages.ts'

export type Line =
  | { kind: 'run'; run: Run; group?: Group }
  | { kind: 'group'; group: Group; isOpen: boolean }
  | { kind: 'waiting' }

export interface Source {
  readonly key: string
  /** Whether the runs bring this metric, param or tag along: without, that it is missing says nothing. */
  brings(column: string): boolean
  /** How many lines there are; undefined until the first are there. */
  count(): number | undefined
  line(index: number): Line
  /** The group whose runs the line is among, and where the group's own line is. */
  above(index: number): { group: Group; at: number } | undefined
  want(first: number, last: number): void
  has(first: number, last: number): boolean
  refresh(): void
  replace(newer: Map<string, Run>): void
  runs(): Run[]
  groups(): Group[]
  /** Runs on all lines, the closed groups' too. */
  total(): number | undefined
  groupCount(): number | undefined
  ms(): number
  error(): unknown
  /** Which groups are open, by `idOf`. */
  open(ids: string[]): void
  stop(): void
  listen(listener: () => void): () => void
}

/** A group by its key, as the address of the page has it: what is missing is a dash, a text has an equals sign in front. */
export const idOf = ({ key }: Pick<Group, 'key'>): string =>
  key.map((value) => (value === null ? '-' : `=${encodeURIComponent(value)}`)).join('/')

const WAITING: Line = { kind: 'waiting' }

function emitter() {
  const listeners = new Set<() => void>()
  return {
    emit: (): void => {
      for (const listener of listeners) listener()
    },
    listen: (listener: () => void): (() => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const newerOf =
  (newer: Map<string, Run>) =>
  (run: Run): Run =>
    newer.get(run.run_id) ?? run

export function flatSource(key: string, columns: string[] | undefined, read: Read<Run>): Source {
  const brought = new Set(columns)
  const { emit, listen } = emitter()
  const pages = createPages(read, emit)
  // One object for each run, so that a line that did not change is not drawn again.
  const lines = new WeakMap<Run, Line>()
  return {
    key,
    brings: (column) => brought.has(column),
    count: () => pages.total,
    line(index) {
      const run = pages.row(index)
      if (!run) return WAITING
      let line = lines.get(run)
      if (!line) {
        line = { kind: 'run', run }
        lines.set(run, line)
      }
      return line
    },
    above: () => undefined,
    want: pages.want,
    has: pages.has,
    refresh: pages.refresh,
    replace: (newer) => pages.replace(newerOf(newer)),
    runs: pages.loaded,
    groups: () => [],
    total: () => pages.total,
    groupCount: () => undefined,
    ms: () => pages.ms,
    error: () => pages.error,
    open: () => undefined,
    stop: pages.stop,
    listen,
  }
}

interface Opened {
  /** Its place among the groups. */
  at: number
  group: Group
  runs: Pages<Run>
}

export interface GroupedReads {
  groups: (...args: Parameters<Read<Group>>) => Promise<{ rows: Group[]; total: number; runs: number }>
  runs: (group: Group) => Read<Run>
}

export function groupedSource(key: string, columns: string[] | undefined, reads: GroupedReads): Source {
  const brought = new Set(columns)
  const { emit: tell, listen } = emitter()
  let allRuns: number | undefined
  let wanted: string[] = []
  let known: Opened[] | undefined
  const emit = (): void => {
    known = undefined
    tell()
  }
  const members = new Map<string, Pages<Run>>()
  const groups = createPages<Group>(async (...args) => {
    const part = await reads.groups(...args)
    allRuns = part.runs
    return part
  }, emit)

  /** The open groups that are known, in their order. */
  function opened(): Opened[] {
    if (known) return known
    const found: Opened[] = []
    known = found
    for (let at = 0; at < (groups.total ?? 0) && found.length < wanted.length; at++) {
      const group = groups.row(at)
      const id = group && idOf(group)
      if (id === undefined || !wanted.includes(id)) continue
      let runs = members.get(id)
      if (!runs) {
        runs = createPages(reads.runs(group!), emit)
        members.set(id, runs)
      }
      found.push({ at, group: group!, runs })
    }
    return found
  }

  const sizeOf = ({ runs, group }: Opened): number => runs.total ?? group.runs

  /** Which group, and which of its runs, counted from 0; -1 is the group's own line. */
  function placeOf(index: number): { at: number; run: number; opened?: Opened } {
    let rest = index
    let before = 0
    for (const each of opened()) {
      const upTo = each.at - before
      if (rest <= upTo) return rest === upTo ? { at: each.at, run: -1, opened: each } : { at: before + rest, run: -1 }
      rest -= upTo + 1
      before = each.at + 1
      if (rest < sizeOf(each)) return { at: each.at, run: rest, opened: each }
      rest -= sizeOf(each)
    }
    return { at: before + rest, run: -1 }
  }

  const isOpen = (id: string): boolean => wanted.includes(id)

  return {
    key,
    brings: (column) => brought.has(column),
    count: () =>
      groups.total === undefined ? undefined : groups.total + opened().reduce((sum, each) => sum + sizeOf(each), 0),
    line(index) {
      const { at, run, opened: each } = placeOf(index)
      if (run >= 0 && each) {
        const found = each.runs.row(run)
        return found ? { kind: 'run', run: found, group: each.group } : WAITING
      }
      const group = groups.row(at)
      return group ? { kind: 'group', group, isOpen: isOpen(idOf(group)) } : WAITING
    },
    above(index) {
      const { run, opened: each } = placeOf(index)
      return each && run >= 0 ? { group: each.group, at: index - run - 1 } : undefined
    },
    want(first, last) {
      const [from, to] = [placeOf(first), placeOf(last)]
      groups.want(from.at, to.at)
      for (const each of opened()) {
        if (each.at < from.at || each.at > to.at) continue
        const least = each.at === from.at ? Math.max(0, from.run) : 0
        const most = each.at === to.at ? to.run : sizeOf(each) - 1
        if (most >= 0) each.runs.want(least, most)
      }
    },
    has: (first, last) => groups.has(placeOf(first).at, placeOf(last).at),
    refresh() {
      groups.refresh()
      for (const runs of members.values()) runs.refresh()
    },
    replace(newer) {
      for (const runs of members.values()) runs.replace(newerOf(newer))
    },
    runs: () => opened().flatMap(({ runs }) => runs.loaded()),
    groups: groups.loaded,
    total: () => allRuns,
    groupCount: () => groups.total,
    ms: () => groups.ms,
    error: () => groups.error ?? opened().find(({ runs }) => runs.error !== undefined)?.runs.error,
    open(ids) {
      wanted = ids
      for (const [id, runs] of members)
        if (!ids.includes(id)) {
          runs.stop()
          members.delete(id)
        }
      emit()
    },
    stop() {
      groups.stop()
      for (const runs of members.values()) runs.stop()
    },
    listen,
  }
}
