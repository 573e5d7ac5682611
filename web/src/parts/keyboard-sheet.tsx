/** The keys, on `?`. */
import { useEffect, useRef } from 'react'
import { turnSingleKeys, useSingleKeys } from './keys.ts'
import { useEntries } from './own-places.ts'

const KEYS: [title: string, keys: [key: string, does: string][]][] = [
  [
    'Everywhere',
    [
      ['⌘K', 'search, go anywhere, do anything'],
      ['t', 'next theme'],
      ['?', 'this sheet'],
      ['Esc', 'close, or leave a field'],
    ],
  ],
  [
    'Lists of experiments and runs',
    [
      ['j k', 'next, previous row'],
      ['Enter', 'open the row'],
      ['/', 'filter'],
      ['x', 'select the run'],
      ['X', 'select from there to here'],
      ['c', 'compare the selected runs'],
      ['e', 'choose the columns'],
    ],
  ],
  ['One run', [['c', 'compare with another']]],
  [
    'Charts',
    [
      ['/', 'find a metric'],
      ['+ −', 'zoom in and out, on a focused chart'],
      ['← →', 'move the cursor, on a focused chart; with Shift, move along'],
      ['0', 'show everything'],
    ],
  ],
  [
    'The handbook',
    [
      ['j k', 'next, previous line'],
      ['Enter', 'all about the line'],
      ['/', 'find a line, on its first page'],
    ],
  ],
  [
    'A run in a comparison',
    [
      ['h', 'hide it, show it'],
      ['b', 'make it the baseline'],
      ['Delete', 'take it out'],
    ],
  ],
]

export function KeyboardSheet({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const areOn = useSingleKeys()
  const pages = useEntries()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="keyboard-title">
      <h1 id="keyboard-title">Keyboard</h1>
      {KEYS.map(([title, keys], i) => (
        <section key={title}>
          <h2 style={{ margin: '16px 0 8px' }}>{title}</h2>
          <dl className="sheet">
            {keys.map(([key, does]) => (
              <Row key={key} name={key} does={does} />
            ))}
            {i === 0 && pages.map(({ label, key }) => <Row key={key} name={`g ${key}`} does={`go to ${label}`} />)}
          </dl>
        </section>
      ))}
      <label className="single-keys">
        <input type="checkbox" checked={areOn} onChange={({ target }) => turnSingleKeys(target.checked)} /> Single keys
        act; turn them off if you speak to your computer
      </label>
      <form method="dialog" style={{ marginTop: 20, textAlign: 'right' }}>
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  )
}

const Row = ({ name, does }: { name: string; does: string }) => (
  <>
    <dt>
      {name.split(' ').map((key) => (
        <kbd key={key} style={{ marginRight: 4 }}>
          {key}
        </kbd>
      ))}
    </dt>
    <dd>{does}</dd>
  </>
)
