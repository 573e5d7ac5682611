/** The ladders on a narrow screen: rungs under each other by level, steps as arcs beside them. */
import { LEVELS } from '../../../../../src/features/handbook/contract/shapes.ts'
import { To } from '../../../parts/link.tsx'
import type { Paths } from '../asks.ts'
import { LEVEL_WORDS } from '../words.ts'
import { colourOf } from './strands.tsx'
import { strandsOf } from './words.ts'

const ROW = 44
const GUTTER = 104
/** How far an arc reaches, for each row that it passes. */
const REACH = 13

export function Arcs({ paths, doc }: { paths: Paths; doc: string | undefined }) {
  const rungs = LEVELS.flatMap((level) => paths.rungs.filter((rung) => rung.level === level))
  const at = (id: string): number => rungs.findIndex((rung) => rung.id === id)
  return (
    <div className="arcs">
      <svg width={GUTTER} height={rungs.length * ROW} aria-hidden="true">
        {paths.steps.flatMap((step) => {
          const [from, to] = [at(step.from), at(step.to)].map((row) => (row + 0.5) * ROW) as [number, number]
          const reach = Math.min(GUTTER - 14, 14 + (Math.abs(to - from) / ROW) * REACH)
          return strandsOf(step).map((strand, i) => (
            <path
              key={`${step.from}>${step.to} ${strand}`}
              d={`M${GUTTER - 4},${from} C${GUTTER - reach - i * 4},${from} ${GUTTER - reach - i * 4},${to} ${GUTTER - 4},${to}`}
              stroke={colourOf(strand)}
              className={`strand${doc && strand !== doc ? ' is-dim' : ''}`}
            />
          ))
        })}
      </svg>
      <ol>
        {rungs.map(({ id, name, role, level }) => (
          <li key={id} style={{ height: ROW }}>
            {role ? <To to={`/handbook/roles/${role}`}>{name}</To> : <span>{name}</span>}
            <small>{LEVEL_WORDS[level]}</small>
          </li>
        ))}
      </ol>
    </div>
  )
}
