/** Where a line stands in the documents: quiet, and the way to the page of the line. */
import { To } from '../../../parts/link.tsx'
import { and, refInWords } from '../words.ts'

interface Refs {
  /** Of the line that the references lead to. */
  id: string
  refs: string[]
}

/** The first of many references stand for all; the page of the line has the rest. */
const FEW = 3

export function Refs({ id, refs }: Refs) {
  const more = refs.length > FEW ? refs.length - FEW : 0
  return (
    <To
      to={`/handbook/lines/${id}`}
      className="refs"
      title={refs.length ? `${refs.join(' ')}: all about this line` : 'All about this line'}
    >
      {refs.length ? (
        <>
          <span className="seen-by-readers">All about this line, from {and(refs.slice(0, FEW).map(refInWords))}</span>
          <span aria-hidden="true">
            {refs.slice(0, FEW).join(' ')}
            {more > 0 && ` +${more}`}
          </span>
        </>
      ) : (
        'open'
      )}
    </To>
  )
}

/** References that lead nowhere, in a sentence or a caption. */
export const PlainRefs = ({ refs }: { refs: string[] }) => (
  <span className="refs" title={and(refs.map(refInWords))}>
    {refs.join(' ')}
  </span>
)
