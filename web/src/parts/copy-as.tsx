/** "Copy as": what a page shows, as code that asks the same server. */
import { Menu } from '@mantine/core'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import { useCopy } from './copy.tsx'

export interface AsCode {
  python: string
  curl: string
  cli: string
}

export const LABELS = { python: 'Python', curl: 'curl', cli: 'Command line' } as const

export function CopyAs({ code }: { code: AsCode }) {
  const [copied, copy] = useCopy()
  return (
    <Menu position="bottom-end" offset={4} shadow="none" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="button">
          {copied ? 'Copied' : 'Copy as'} <span aria-hidden="true">▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(LABELS) as (keyof typeof LABELS)[]).map((kind) => (
          <Menu.Item key={kind} onClick={() => copy(code[kind])}>
            {LABELS[kind]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** A word of a shell command, quoted where it must be. */
export const shell = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** A Python literal of a text. */
export const python = (text: string): string => JSON.stringify(text)
