/** What the documents say that a role earns, word for word. */
import { pathOf, To } from '../../../parts/link.tsx'
import type { Figure } from '../asks.ts'
import { FigureRows } from '../lines/figure-rows.tsx'

export function RolePay({ figures, name }: { figures: Figure[]; name: string }) {
  return (
    <section aria-label="What it earns" className="panel">
      <h3>What it earns</h3>
      {figures.length ? (
        <>
          <FigureRows figures={figures} />
          <p className="role-pay-more">
            <To to={pathOf('/handbook/salaries', { role: figures[0]!.role ?? name })}>All salaries</To>
          </p>
        </>
      ) : (
        <p className="low">No document has a figure for exactly this role.</p>
      )}
    </section>
  )
}
