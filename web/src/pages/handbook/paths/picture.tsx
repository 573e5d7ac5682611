/** All ladders as one picture: a strand for each document that has a step. */
import { useMemo } from 'react'
import { To } from '../../../parts/link.tsx'
import type { Paths } from '../asks.ts'
import { and, LEVEL_WORDS } from '../words.ts'
import { inTwoLines, layOut, lineThrough, type Place } from './layout.ts'
import { colourOf } from './strands.tsx'
import { strandsOf, TEAM_STRAND } from './words.ts'

const WIDTH = 1_240
const NODE = 136
const NODE_HEIGHT = 46
const STRAND_PX = 4

interface Picture {
  paths: Paths
  doc: string | undefined
}

export function Picture({ paths, doc }: Picture) {
  const layout = useMemo(() => layOut(paths, WIDTH, NODE), [paths])
  const { levels, places, ways, height } = layout
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${height + 8}`} className="ladders">
        <title>{`${paths.rungs.length} rungs in ${levels.length} levels, ${paths.steps.length} steps between them; the table below has each step.`}</title>
        {levels.map(({ level, x }) => (
          <g key={level}>
            <text x={x} y={16} textAnchor="middle" className="level">
              {LEVEL_WORDS[level]}
            </text>
            <line x1={x} x2={x} y1={26} y2={height} className="level-line" />
          </g>
        ))}
        {ways.map(({ step, through, label }) => {
          const strands = strandsOf(step)
          return (
            <g key={`${step.from}>${step.to}`} className={doc && !strands.includes(doc) ? 'is-dim' : ''}>
              {strands.map((strand, i) => (
                <path
                  key={strand}
                  d={lineThrough(through, NODE, (i - (strands.length - 1) / 2) * STRAND_PX)}
                  stroke={colourOf(strand)}
                  className={`strand${doc && strand !== doc ? ' is-dim' : ''}`}
                />
              ))}
              <StepLabel through={through} end={label} text={strands.join(' ')} />
            </g>
          )
        })}
        {paths.rungs.map(({ id, name, role }) => (
          <Rung
            key={id}
            at={places.get(id)!}
            name={name}
            role={role}
            isTeam={paths.steps.some(
              ({ from, to, source }) => source === 'team' && (from === id || to === id) && role === id,
            )}
          />
        ))}
      </svg>
    </figure>
  )
}

/** On the line, just beside the rung. */
function StepLabel({ through, end, text }: { through: Place[]; end: 'from' | 'to'; text: string }) {
  const first = through[0]!
  const last = through.at(-1)!
  const isBack = last.x <= first.x
  const x = isBack ? first.x + NODE / 2 + 34 : end === 'from' ? first.x + NODE / 2 + 5 : last.x - NODE / 2 - 5
  const y = isBack ? (first.y + last.y) / 2 : end === 'from' ? first.y : last.y
  return (
    <text x={x} y={y + 4} textAnchor={!isBack && end === 'to' ? 'end' : 'start'} className="step-label">
      {text === TEAM_STRAND ? 'yours' : text}
    </text>
  )
}

function Rung({ at, name, role, isTeam }: { at: Place; name: string; role: string | undefined; isTeam: boolean }) {
  const lines = inTwoLines(name)
  const box = (
    <>
      <rect x={at.x - NODE / 2} y={at.y - NODE_HEIGHT / 2} width={NODE} height={NODE_HEIGHT} rx={6} />
      <text x={at.x} y={at.y + (lines.length === 1 ? 4 : -4)} textAnchor="middle">
        {lines.map((line, i) => (
          <tspan key={line} x={at.x} dy={i * 16}>
            {line}
            {i < lines.length - 1 && ' '}
          </tspan>
        ))}
      </text>
    </>
  )
  const className = `rung${isTeam ? ' is-team' : ''}`
  return role ? (
    <To to={`/handbook/roles/${role}`} className={className} aria-label={name}>
      {box}
    </To>
  ) : (
    <g className={`${className} is-plain`}>
      <title>{`${name}: ${and(['no document describes this role'])}`}</title>
      {box}
    </g>
  )
}
