/** The tables of a comparison as text, for a review or a sheet. */
import { Menu } from '@mantine/core'
import { type Part, toCsv, toMarkdown } from '../../../parts/compare/text.ts'
import { useCopy } from '../../../parts/copy.tsx'
import type { Party } from './subjects.ts'

interface CopyOf {
  parties: Party[]
  parts: Part[]
  isFlipped: boolean
}

export function CopyTable({ parties, parts, isFlipped }: CopyOf) {
  const [copied, copy] = useCopy()
  const table = () => {
    const shown = parties.flatMap(({ isHidden }, i) => (isHidden ? [] : [i]))
    const some = parts.map(({ title, rows }) => ({
      title,
      rows: rows.map((row) => ({ ...row, cells: shown.map((i) => row.cells[i]!) })),
    }))
    return { names: shown.map((i) => parties[i]!.label), parts: some, isFlipped }
  }
  return (
    <Menu position="bottom-end" offset={4} shadow="none" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="button">
          {copied ? 'Copied' : 'Copy table'} <span aria-hidden="true">▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy(toMarkdown(table()))}>Markdown</Menu.Item>
        <Menu.Item onClick={() => copy(toCsv(table()))}>CSV</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
