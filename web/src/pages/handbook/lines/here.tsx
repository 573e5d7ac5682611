/** Where the product does what a line says: the page or command, and the evidence, counted live. */
import { CopyButton } from '../../../parts/copy.tsx'
import { To } from '../../../parts/link.tsx'
import type { Check } from '../asks.ts'
import { NOT_YET, nameOfPage } from '../words.ts'

const MARKS: Record<Check['state'], { shape: string; tone: string }> = {
  all: { shape: '●', tone: 'good' },
  some: { shape: '▲', tone: 'warn' },
  none: { shape: '▲', tone: 'warn' },
  nothing: { shape: '◌', tone: '' },
  'not-yet': { shape: '◌', tone: '' },
}

export function Evidence({ check: { state, sentence, have, of } }: { check: Check }) {
  const { shape, tone } = MARKS[state]
  return (
    <span className={`evidence ${tone}`} data-state={state}>
      <i aria-hidden="true">{shape}</i>
      {have !== null && of !== null && of > 0 && (
        <span className="share" aria-hidden="true">
          <span style={{ width: `${(100 * have) / of}%` }} />
        </span>
      )}
      {state === 'not-yet' ? `${NOT_YET}: ${sentence}` : sentence}
    </span>
  )
}

export interface Here {
  href?: string
  command?: string
  check?: string
  later?: string
}

interface DoItHere {
  here: Here
  checks: Map<string, Check> | undefined
}

export function DoItHere({ here: { href, command, check, later }, checks }: DoItHere) {
  const evidence = check === undefined ? undefined : checks?.get(check)
  const page = href ?? evidence?.href
  return (
    <div className="do-here">
      {page && (
        <To to={page} className="do-it">
          Do it here: {nameOfPage(page)} <span aria-hidden="true">→</span>
        </To>
      )}
      {command && (
        <span className="do-it-command">
          {!page && 'Do it here:'} <code>{command}</code>
          <CopyButton text={command} className="button small bare" />
        </span>
      )}
      {evidence && <Evidence check={evidence} />}
      {check !== undefined && !evidence && <span className="evidence">&nbsp;</span>}
      {(later !== undefined || !(page || command || check)) && (
        <span className="evidence">
          <i aria-hidden="true">◌</i>
          {later ? `${NOT_YET}: ${later}` : NOT_YET}
        </span>
      )}
    </div>
  )
}
