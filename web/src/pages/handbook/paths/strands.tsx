/** The colours of the documents in the picture of paths, and their legend, which is a filter. */
import { pathOf, To } from '../../../parts/link.tsx'
import { TEAM_STRAND } from './words.ts'

const COLOURS: Record<string, string> = {
  '000': 'var(--c1)',
  '001': 'var(--c6)',
  '002': 'var(--c7)',
  '003': 'var(--c3)',
  '004': 'var(--c4)',
  [TEAM_STRAND]: 'var(--accent)',
}

export const colourOf = (strand: string): string => COLOURS[strand] ?? 'var(--c8)'

interface Legend {
  strands: { id: string; title: string; steps: number }[]
  doc: string | undefined
}

export const Legend = ({ strands, doc }: Legend) => (
  <nav aria-label="Show the steps of one document" className="strand-legend">
    {strands.map(({ id, title, steps }) => (
      <To
        key={id}
        to={pathOf('/handbook/paths', { doc: doc === id ? undefined : id })}
        {...(doc === id && { 'aria-current': 'true' as const })}
      >
        <i style={{ background: colourOf(id) }} aria-hidden="true" />
        {id === TEAM_STRAND ? title : `${id} ${title}`} <span className="num low">{steps}</span>
      </To>
    ))}
  </nav>
)
