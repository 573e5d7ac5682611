/** What the rhythm tells the first page: duties that are due and not yet done. */
import type { Card, Row } from '../../../lib/card.ts'
import type { HandbookStore } from '../store.ts'
import type { RhythmService } from './service.ts'

/** Beyond these, one row says how many more there are. */
const FEW = 5

type Duty = Awaited<ReturnType<RhythmService['list']>>[number]

const day = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })

const toRow = ({ id, text, every, period }: Duty): Row => ({
  section: 'needs',
  tone: 'warn',
  mark: 'due',
  title: text,
  note: `every ${every!.replace('-', ' ')}, until ${day.format(Number(period!.to) - 1)}`,
  verb: 'Tick off',
  href: `/handbook/rhythm#${id}`,
  at: Number(period!.from),
})

export const rhythmCard =
  (store: Pick<HandbookStore, 'cadences'>, rhythm: RhythmService) =>
  async (workspace: number): Promise<Card> => {
    // Where nobody has chosen a cadence the first page does not wait for the book.
    if ((await store.cadences(workspace)).length === 0) return { rows: [], sentence: '', isEmpty: true }
    const due = (await rhythm.list(workspace))
      .filter(({ state }) => state === 'due')
      .sort((a, b) => Number(a.period!.to) - Number(b.period!.to))
    const more = due.length - FEW
    const rest: Row[] =
      more > 0
        ? [
            {
              section: 'needs',
              tone: 'warn',
              mark: 'due',
              title: `${more} more ${more === 1 ? 'duty' : 'duties'}`,
              note: 'due in their present periods',
              verb: 'See all',
              href: '/handbook/rhythm',
              at: null,
            },
          ]
        : []
    const sentence = due.length === 0 ? '' : due.length === 1 ? 'One duty is due.' : `${due.length} duties are due.`
    return { rows: [...due.slice(0, FEW).map(toRow), ...rest], sentence, isEmpty: false }
  }
