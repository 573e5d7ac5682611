/** Copies the table, or takes all of it as a file. */
import { Menu } from '@mantine/core'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import { formatCount } from '../../../../format/numbers.ts'
import { useCopy } from '../../../../parts/copy.tsx'
import { toCsv, toMarkdown } from './rows.ts'
import { type Exported, MOST_COPIED, useExport } from './use-export.ts'

export function ExportMenu({ asked, total }: { asked: Exported; total: number | undefined }) {
  const { progress, error, text, download } = useExport(asked)
  const [copied, copy] = useCopy()
  const picked = asked.picked.length
  const what = picked
    ? `the ${formatCount(picked)} selected`
    : total && total > MOST_COPIED
      ? `the first ${formatCount(MOST_COPIED)}`
      : 'all'
  const many = picked || total || 0
  const copyAs = (write: typeof toCsv): void => void text(write).then((found) => found !== undefined && copy(found))
  const label = progress
    ? `${formatCount(progress.done)} of ${formatCount(progress.total)}`
    : copied
      ? 'Copied'
      : error
        ? 'Export failed'
        : 'Export'
  return (
    <Menu position="bottom-end" offset={4} shadow="none" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className="button" title={error ? (error as Error).message : undefined}>
          <span aria-live="polite">{label}</span> <span aria-hidden="true">▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copyAs(toCsv)}>Copy {what} as CSV</Menu.Item>
        <Menu.Item onClick={() => copyAs(toMarkdown)}>Copy {what} as Markdown</Menu.Item>
        <Menu.Item onClick={() => void download()}>
          Download CSV of {picked ? 'the' : 'all'} {formatCount(many)}{' '}
          {picked ? 'selected' : asked.group.length ? 'groups' : 'runs'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
