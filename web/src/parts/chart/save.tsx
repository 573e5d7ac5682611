/** Keeping a chart: as a picture, as numbers. */
import { Menu } from '@mantine/core'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import { type ReactNode, useRef, useState } from 'react'
import { saveFile } from '../save-file.ts'
import type { Line } from './line.ts'
import { type Picture, toPng, toSvg } from './picture.ts'

interface Save {
  /** Of what, for readers of the screen and for the name of the file. */
  name: string
  isDrawn: boolean
  picture: () => Picture | undefined
  /** What is shown, as text. */
  csv: () => string
  /** Where every point comes from, by the name of what it is of. */
  all: { label: string; href: string }[]
  /** Further entries, above these. */
  children?: ReactNode
}

/** Pages have dozens of charts: a menu is made when it is first opened. */
export function ChartMenu(menu: Save) {
  const [isUsed, setUsed] = useState(false)
  return isUsed ? (
    <Entries {...menu} />
  ) : (
    <button
      type="button"
      className="button small bare"
      aria-label={`More for ${menu.name}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setUsed(true)}
    >
      <span aria-hidden="true">⋯</span>
    </button>
  )
}

function Entries({ name, isDrawn, picture, csv, all, children }: Save) {
  const button = useRef<HTMLButtonElement>(null)
  // The button that had the focus is gone since this one took its place.
  const takeFocus = (): void => {
    setTimeout(() => document.activeElement === document.body && button.current?.focus())
  }
  return (
    <Menu
      defaultOpened
      onClose={takeFocus}
      position="bottom-end"
      offset={4}
      shadow="none"
      transitionProps={{ duration: 0 }}
      keepMounted={false}
    >
      <Menu.Target>
        <button ref={button} type="button" className="button small bare" aria-label={`More for ${name}`}>
          <span aria-hidden="true">⋯</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className="chart-menu">
        {children}
        <Menu.Item disabled={!isDrawn} onClick={() => void savePng(name, picture())}>
          Save as PNG
        </Menu.Item>
        <Menu.Item disabled={!isDrawn} onClick={() => saveSvg(name, picture())}>
          Save as SVG
        </Menu.Item>
        <Menu.Item onClick={() => saveFile(`${fileOf(name)}.csv`, new Blob([csv()], { type: 'text/csv' }))}>
          Save what is shown as CSV
        </Menu.Item>
        {all.map(({ label, href }) => (
          <Menu.Item key={href} component="a" href={href} download>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const fileOf = (name: string): string => name.replace(/[^\w.@+-]+/g, '_').slice(0, 100)

async function savePng(name: string, picture: Picture | undefined): Promise<void> {
  if (picture) saveFile(`${fileOf(name)}.png`, await toPng(picture))
}

function saveSvg(name: string, picture: Picture | undefined): void {
  if (picture) saveFile(`${fileOf(name)}.svg`, new Blob([toSvg(picture)], { type: 'image/svg+xml' }))
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** What lines show, one row a point; a smoothed line beside what it was made of. */
export function toCsv(lines: readonly Line[], axis: string): string {
  const hasRaw = lines.some((line) => line.raw)
  const rows = lines.flatMap(({ label, x, y, raw }) =>
    x.map((at, i) => [cell(label), at, ...(hasRaw ? [raw?.[i] ?? y[i]] : []), y[i]].map((v) => v ?? '').join(',')),
  )
  return [['series', axis, ...(hasRaw ? ['value', 'smoothed'] : ['value'])].join(','), ...rows, ''].join('\n')
}
