/** "Copy as": what a page shows, as code that asks the same server. */
import { Menu } from '@mantine/core'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import { useCopy } from './copy.tsx'

export interface AsCode {
  python: string
  curl: string
  /** Absent where no command does it. */
  cli?: string
}

const LABELS = { python: 'Python', curl: 'curl', cli: 'Command line' } as const

/** The kinds that there are of some code, with their names. */
export const kindsOf = (code: AsCode) =>
  Object.entries(LABELS).flatMap(([kind, label]) => {
    const text = code[kind as keyof AsCode]
    return text === undefined ? [] : [{ label, text }]
  })

export function CopyAs({ code, isSmall = false }: { code: AsCode; isSmall?: boolean }) {
  const [copied, copy] = useCopy()
  return (
    <Menu position="bottom-end" offset={4} shadow="none" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className={isSmall ? 'button small bare' : 'button'}>
          {copied ? 'Copied' : 'Copy as'} <span aria-hidden="true">▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {kindsOf(code).map(({ label, text }) => (
          <Menu.Item key={label} onClick={() => copy(text)}>
            {label}
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
