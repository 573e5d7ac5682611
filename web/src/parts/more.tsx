/** What else a page can do, behind one button; copying as code comes with it. */
import { Menu } from '@mantine/core'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import { useRef } from 'react'
import { useCopy } from './copy.tsx'
import { type AsCode, kindsOf } from './copy-as.tsx'

export interface Doing {
  label: string
  act: () => void
  /** Takes something away. */
  takes?: boolean
}

export function More({ doings, code }: { doings: Doing[]; code: AsCode }) {
  const [copied, copy] = useCopy()
  const target = useRef<HTMLButtonElement>(null)
  // What was chosen may put the focus elsewhere, into a field that appears: then it stays there.
  const isDone = useRef(false)
  const onClose = (): void => {
    if (!isDone.current) target.current?.focus()
    isDone.current = false
  }
  const done = (act: () => void) => () => {
    isDone.current = true
    act()
  }
  return (
    <Menu
      position="bottom-end"
      offset={4}
      shadow="none"
      transitionProps={{ duration: 0 }}
      returnFocus={false}
      onClose={onClose}
    >
      <Menu.Target>
        <button ref={target} type="button" className="button">
          {copied ? 'Copied' : 'More'} <span aria-hidden="true">▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {doings
          .filter(({ takes }) => !takes)
          .map(({ label, act }) => (
            <Menu.Item key={label} onClick={done(act)}>
              {label}
            </Menu.Item>
          ))}
        {kindsOf(code).map(({ label, text }) => (
          <Menu.Item key={label} onClick={() => copy(text)}>
            Copy as {label}
          </Menu.Item>
        ))}
        {doings
          .filter(({ takes }) => takes)
          .map(({ label, act }) => (
            <Menu.Item key={label} className="takes" onClick={done(act)}>
              {label}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}
