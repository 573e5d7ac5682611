/** How a filter is written, on one small page, with examples to try. */
import { Popover } from '@mantine/core'
import '@mantine/core/styles/Popover.css'
import { useState } from 'react'
import { FILTER_HELP } from '../words.ts'

export function Help({ onTry }: { onTry: (example: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      offset={6}
      width="min(420px, calc(100vw - 28px))"
      trapFocus
      returnFocus
      shadow="none"
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className="filter-help"
          aria-label="How to write a filter"
          onClick={() => setOpen(!isOpen)}
        >
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown className="help" aria-label="How to write a filter">
        <p>{FILTER_HELP.intro}</p>
        <dl>
          {FILTER_HELP.rules.map(([what, means]) => (
            <div key={what}>
              <dt className="mono">{what}</dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
        <p className="low">Try one:</p>
        <ul>
          {FILTER_HELP.examples.map((example) => (
            <li key={example}>
              <button
                type="button"
                className="mono"
                onClick={() => {
                  setOpen(false)
                  onTry(example)
                }}
              >
                {example}
              </button>
            </li>
          ))}
        </ul>
        <p className="low">{FILTER_HELP.same}</p>
      </Popover.Dropdown>
    </Popover>
  )
}
