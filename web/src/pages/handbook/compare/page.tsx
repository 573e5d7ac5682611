/** Two roles side by side: what they share, what each has of its own, and which skills a step between them asks for. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { pathOf, To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook, flags } from '../as-code.tsx'
import { type Compared, type RoleHead, useCompare, useRoles } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { FigureRows } from '../lines/figure-rows.tsx'
import { compareRoute } from '../routes.ts'
import { readTicks, writeTicks } from '../skills/ticks.ts'
import './compare.css'
import { SectionOfTwo } from './sections.tsx'
import { SkillsOfTwo } from './skills.tsx'
import { answer, CHOOSE, PAIRS, SAME, sumsOf } from './words.ts'

export function ComparePage() {
  const { a = '', b = '', have } = compareRoute.useSearch()
  const navigate = compareRoute.useNavigate()
  const roles = useRoles()
  const { data, error, refetch } = useCompare(a, b)
  const ticks = readTicks(have)
  const ask = (search: { a?: string; b?: string }): void =>
    void navigate({ search: { a, b, have, ...search }, resetScroll: false })
  const isChosen = a !== '' && b !== '' && a !== b
  return (
    <Frame chapter="Compare">
      <Head
        kind="Handbook"
        title="Compare two roles"
        actions={
          isChosen && (
            <>
              <button type="button" className="button" onClick={() => ask({ a: b, b: a })}>
                Swap
              </button>
              <CopyBook path={`/compare/${a}/${b}`} query={{ have }} command={['compare', a, b, ...flags({ have })]} />
            </>
          )
        }
        answer={data ? answer(data) : !isChosen ? (a && a === b ? SAME : CHOOSE) : ''}
        phoneLines={[6, 0]}
      />
      <div className="two-roles">
        <RoleSelect label="First role" value={a} roles={roles.data?.roles} onChange={(id) => ask({ a: id })} />
        <RoleSelect label="Second role" value={b} roles={roles.data?.roles} onChange={(id) => ask({ b: id })} />
      </div>
      {!isChosen && roles.data && <Suggestions roles={roles.data.roles} />}
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {data && isChosen ? (
        <>
          <Overlap compared={data} />
          <SkillsOfTwo
            compared={data}
            ticks={ticks}
            tick={(next) =>
              void navigate({ search: { a, b, have: writeTicks(next) }, replace: true, resetScroll: false })
            }
          />
          {data.sections.map((section) => (
            <SectionOfTwo key={section.kind} section={section} names={[data.left.name, data.right.name]} />
          ))}
          <Pay compared={data} />
        </>
      ) : (
        isChosen &&
        !error && (
          <div aria-busy="true" style={{ minHeight: 1_200, paddingTop: 20 }}>
            <Bone width="100%" height={12} />
          </div>
        )
      )}
    </Frame>
  )
}

interface RoleSelect {
  label: string
  value: string
  roles: RoleHead[] | undefined
  onChange: (id: string | undefined) => void
}

const RoleSelect = ({ label, value, roles, onChange }: RoleSelect) => (
  <div>
    <select
      className="field"
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(target.value || undefined)}
    >
      <option value="">{label}</option>
      {(roles ?? []).map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  </div>
)

function Suggestions({ roles }: { roles: RoleHead[] }) {
  const name = (id: string): string => roles.find((role) => role.id === id)?.name ?? id
  return (
    <section aria-label="Begin with">
      <h2>Begin with</h2>
      <ul className="role-pairs">
        {PAIRS.map(([a, b]) => (
          <li key={a + b}>
            <To to={pathOf('/handbook/compare', { a, b })}>
              {name(a)} and {name(b)}
            </To>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** How much the two have in common: lines of the first only, of both, of the second only. */
function Overlap({ compared }: { compared: Compared }) {
  const { shared, left, right } = sumsOf(compared)
  return (
    <figure className="overlap">
      <div aria-hidden="true">
        <span className="only-left" style={{ flexGrow: left }} />
        <span className="in-both" style={{ flexGrow: shared }} />
        <span className="only-right" style={{ flexGrow: right }} />
      </div>
      <figcaption>
        <span>{left} only first</span>
        <span>{shared} in both</span>
        <span>{right} only second</span>
      </figcaption>
    </figure>
  )
}

function Pay({ compared: { left, right, figures } }: { compared: Compared }) {
  const sides = [
    { name: left.name, figures: figures.left },
    { name: right.name, figures: figures.right },
  ]
  return (
    <section aria-label="Figures">
      <h2>
        Figures <small>word for word, side by side</small>
      </h2>
      <div className="two-sides">
        {sides.map((side) => (
          <div key={side.name}>
            <h3>{side.name}</h3>
            {side.figures.length ? (
              <FigureRows figures={side.figures} />
            ) : (
              <p className="low">No document has a figure for exactly this role.</p>
            )}
          </div>
        ))}
      </div>
    </section>
  )
}
