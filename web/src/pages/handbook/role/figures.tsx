/** What the documents say that a role earns, and how many years it asks for, word for word. */
import { pathOf, To } from '../../../parts/link.tsx'
import type { Figure, WorkspaceSector } from '../asks.ts'
import { FigureRows } from '../lines/figure-rows.tsx'

interface Earned {
  figures: Figure[]
  name: string
  /** What of it is of the workspace's sector. */
  sector: WorkspaceSector
}

export function RoleFigures({ figures, name, sector }: Earned) {
  const pay = figures.filter(({ group }) => group === 'pay')
  const years = figures.filter(({ group }) => group === 'experience')
  return (
    <section aria-label="What it earns" className="panel">
      <h3>What it earns</h3>
      {pay.length ? (
        <>
          <FigureRows figures={pay} ofSector={sector?.figures} />
          {sector && <p className="role-pay-more low">{sector.says}</p>}
          <p className="role-pay-more">
            <To to={pathOf('/handbook/salaries', { role: pay[0]!.role ?? name })}>All salaries of this role</To>
          </p>
        </>
      ) : (
        <p className="low">No document has a figure for exactly this role.</p>
      )}
      {years.length > 0 && (
        <>
          <h3 className="role-years">Years that it asks for</h3>
          <FigureRows figures={years} />
          <p className="role-pay-more low">Text as the documents have it; it filters nobody.</p>
        </>
      )}
    </section>
  )
}
