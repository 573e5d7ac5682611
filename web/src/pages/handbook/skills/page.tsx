/** The skills that roles ask for: which role needs which, what the reader has, and how each is learnt and shown. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook, flags } from '../as-code.tsx'
import { type RoleHead, useRoles, useSkills } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { useTarget } from '../lines/target.ts'
import { skillsRoute } from '../routes.ts'
import { Catalogue } from './catalogue.tsx'
import { Matrix } from './matrix.tsx'
import './skills.css'
import { Specialisations, useSpecialisations } from './specialisations.tsx'
import { PRIVATE, readTicks, standingOf, type Ticks, writeTicks } from './ticks.ts'
import { answer, type RoleOf, type Skills } from './words.ts'

export function SkillsPage() {
  const { role, have } = skillsRoute.useSearch()
  const navigate = skillsRoute.useNavigate()
  const { data: skills, error, refetch } = useSkills()
  const { data: byLevel } = useRoles()
  const covered = useSpecialisations()
  const data = skills && byLevel && covered.data && { ...skills, roles: inOrderOf(byLevel.roles, skills.roles) }
  useTarget(Boolean(data))
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (covered.error && !data) return <Problem error={covered.error} retry={() => void covered.refetch()} />
  const ticks = readTicks(have)
  const chosen = data?.roles.find(({ id }) => id === role)
  const tick = (next: Ticks): void =>
    void navigate({ search: { role, have: writeTicks(next) }, replace: true, resetScroll: false })
  return (
    <Frame chapter="Skills">
      <Head
        kind="Handbook"
        title="Skills"
        actions={<CopyBook path="/skills" query={{ role, have }} command={['skills', ...flags({ have })]} />}
        answer={data ? answer(data, chosen, ticks) : ''}
        phoneLines={[5, 0]}
      />
      {data ? (
        <>
          <p className="skills-for">
            <label>
              For the role{' '}
              <select
                className="field"
                value={role ?? ''}
                onChange={({ target }) =>
                  void navigate({ search: { role: target.value || undefined, have }, resetScroll: false })
                }
              >
                <option value="">all roles</option>
                {data.roles.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <span className="low">{PRIVATE}</span>
          </p>
          <Matrix skills={data} chosen={chosen} ticks={ticks} tick={tick} />
          {covered.data && <Specialisations all={covered.data} />}
          <Catalogue
            skills={shownOf(data, chosen, ticks)}
            ticks={ticks}
            tick={tick}
            title={chosen ? `What ${chosen.name} asks for` : 'All skills'}
          />
        </>
      ) : (
        <div aria-busy="true" style={{ minHeight: 1_600, paddingTop: 20 }}>
          <Bone width="100%" height={500} />
        </div>
      )}
    </Frame>
  )
}

/** Of a role: its needs, gaps first. */
function shownOf({ skills }: Skills, chosen: RoleOf | undefined, ticks: Ticks): Skills['skills'] {
  if (!chosen) return skills
  const needs = new Set(chosen.cells.filter(({ need }) => need).map(({ skill }) => skill))
  const rank = (id: string): number => Number(standingOf(true, ticks, id) === 'have')
  return skills.filter(({ id }) => needs.has(id)).sort((a, b) => rank(a.id) - rank(b.id))
}

/** In the order of levels, with the skills that a role may specialise in. */
const inOrderOf = (order: RoleHead[], roles: Omit<RoleOf, 'specialisations'>[]): Skills['roles'] =>
  order.flatMap(({ id, specialisations }) => {
    const role = roles.find((each) => each.id === id)
    return role ? [{ ...role, specialisations }] : []
  })
