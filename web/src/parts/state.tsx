/** States of runs: a shape, a colour and a word; colour alone never speaks. */
import type { State } from '../../../src/features/track/contract/own.ts'

export const MARKS: Record<State, { shape: string; tone: string; word: string; meaning: string }> = {
  running: { shape: '▸', tone: 'busy', word: 'running', meaning: 'It reports.' },
  scheduled: { shape: '◌', tone: '', word: 'scheduled', meaning: 'It has not started.' },
  finished: { shape: '●', tone: 'good', word: 'finished', meaning: 'It ended well.' },
  failed: { shape: '■', tone: 'bad', word: 'failed', meaning: 'It ended with an error.' },
  killed: { shape: '✕', tone: '', word: 'killed', meaning: 'Somebody stopped it.' },
  lost: {
    shape: '▲',
    tone: 'warn',
    word: 'lost',
    meaning: 'It says it is running, but nothing was heard for so long that its process has probably died.',
  },
}

export function StateChip({ state, count }: { state: State; count?: string }) {
  const { shape, tone, word, meaning } = MARKS[state]
  return (
    <span className={`chip ${tone}`} title={meaning}>
      <i aria-hidden="true">{shape}</i>
      {count !== undefined && <span className="num">{count}</span>}
      {word}
    </span>
  )
}
