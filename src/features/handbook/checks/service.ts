/** Evidence for lines of the handbook: counts of what is there and what of it does as a line says, in a sentence. */
import type { Static } from 'typebox'
import type { Book } from '../book/load.ts'
import type { Check as CheckSchema } from '../contract/shapes.ts'
import type { Count, HandbookReads } from '../reads.ts'
import { CHECKS, type CheckId, type CheckRule } from './list.ts'

export type Check = Static<typeof CheckSchema>
export type Counts = Partial<Record<CheckId, Omit<Count, 'isCut'> & Partial<Count>>>

/** How a feature that is wired later counts what only it knows. */
export type CountPort = (workspace: number, newest: number) => Promise<Counts>

/** What is new tells more of a practice than what is old, and counting it takes as long with a million runs. */
const NEWEST = 2_000

const number = new Intl.NumberFormat('en')

type Counted = Counts[CheckId]

/** "7 of 9 experiments have a linked dataset." */
function sentenceOf({ noun, says, later }: CheckRule, count: Counted): string {
  if (!count) return later ?? 'Nothing here counts this.'
  const { have, of, isCut } = count
  if (of === 0) return `There are no ${noun[1]} yet.`
  const newest = isCut && of === NEWEST ? 'the newest ' : ''
  const among = isCut && of !== NEWEST ? `, counted from the newest ${number.format(NEWEST)}` : ''
  return `${number.format(have)} of ${newest}${number.format(of)} ${noun[Number(of !== 1)]} ${says[Number(have !== 1)]}${among}.`
}

const stateOf = (count: Counted): Check['state'] =>
  !count ? 'not-yet' : count.of === 0 ? 'nothing' : count.have === count.of ? 'all' : count.have ? 'some' : 'none'

export function checkService(reads: HandbookReads) {
  const ports: CountPort[] = []

  async function count(workspace: number): Promise<Counts> {
    const [graph, sealed, ...counts] = await Promise.all([
      reads.graph(workspace, NEWEST),
      reads.sealed(workspace, NEWEST),
      ...ports.map((port) => port(workspace, NEWEST)),
    ])
    return Object.assign({}, graph, { 'events-sealed': sealed }, ...counts) as Counts
  }

  return {
    /** Features register what they count. */
    onCount: (port: CountPort) => void ports.push(port),

    async list(workspace: number, book: Book): Promise<Check[]> {
      const counts = await count(workspace)
      return CHECKS.map((rule: CheckRule) => {
        const counted = rule.later === undefined ? counts[rule.id as CheckId] : undefined
        return {
          id: rule.id,
          title: rule.title,
          state: stateOf(counted),
          sentence: sentenceOf(rule, counted),
          have: counted?.have ?? null,
          of: counted?.of ?? null,
          ...(rule.href !== undefined && { href: rule.href }),
          lines: Object.entries(book.here).flatMap(([line, { check }]) => (check === rule.id ? [line] : [])),
        }
      })
    },
  }
}

export type CheckService = ReturnType<typeof checkService>
