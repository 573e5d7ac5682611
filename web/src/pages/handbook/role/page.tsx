/** One role: what it does, needs, earns and leads to; every line with its place in the documents. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { useOwnRole } from '../../../parts/here.ts'
import { pathOf, To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { CopyBook } from '../as-code.tsx'
import { useChecks, useRole } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { Lines } from '../lines/line.tsx'
import { PlainRefs } from '../lines/refs.tsx'
import { useTarget } from '../lines/target.ts'
import { roleRoute } from '../routes.ts'
import { LEVEL_WORDS, TEAM } from '../words.ts'
import { RoleFigures } from './figures.tsx'
import './role.css'
import { SkillsAsked } from './skills-asked.tsx'
import { Way } from './way.tsx'

export function RolePage() {
  const { id } = roleRoute.useParams()
  const { data, error, refetch } = useRole(id)
  const checks = useChecks()
  const own = useOwnRole()
  useTarget(Boolean(data))
  if (error && !data)
    return (
      <Frame chapter="Roles" title={id}>
        <Problem error={error} retry={() => void refetch()} />
      </Frame>
    )
  if (!data)
    return (
      <Frame chapter="Roles" title={id}>
        <Head kind="Role" title={<Bone width={280} height={28} />} answer="" phoneLines={[4, 0]} />
        <div aria-busy="true" style={{ minHeight: 1_200, paddingTop: 24 }}>
          <Bone width="100%" height={220} />
        </div>
      </Frame>
    )
  const { role, sections, skills, figures, workspace_sector, before, next, missing } = data
  return (
    <Frame chapter="Roles" title={role.name}>
      <Head
        kind={`${LEVEL_WORDS[role.level]} · ${
          role.source === 'team'
            ? TEAM
            : `${role.sources.length === 1 ? 'document' : 'documents'} ${role.sources.join(', ')}`
        }${role.id === own ? ' · what you answer for' : ''}`}
        title={role.name}
        actions={
          <>
            <To to={pathOf('/handbook/compare', { a: role.id })} className="button">
              Compare with another role
            </To>
            <CopyBook path={`/roles/${role.id}`} command={['role', role.id]} />
          </>
        }
        answer={
          <>
            {role.summary} {role.summary_refs.length > 0 && <PlainRefs refs={role.summary_refs} />}
          </>
        }
      />
      <Way before={before} name={role.name} next={next} />
      {(skills.length > 0 || figures.length > 0) && (
        <div className="book-pair role-pictures">
          {skills.length > 0 && <SkillsAsked skills={skills} />}
          <RoleFigures figures={figures} name={role.name} sector={workspace_sector} />
        </div>
      )}
      <div className="with-contents">
        <div>
          {sections.map(({ id, title, lines }) => (
            <section key={id} id={id} aria-label={title}>
              <h2>
                {title} <small className="num">{lines.length}</small>
              </h2>
              <Lines lines={lines} checks={checks} />
            </section>
          ))}
          {missing.length > 0 && (
            <section id="not-given" aria-label="What the documents do not give">
              <h2>What the documents do not give</h2>
              <ul className="not-given">
                {missing.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <nav aria-label="On this page" className="contents">
          <b>On this page</b>
          {sections.map(({ id, title, lines }) => (
            <a key={id} href={`${location.pathname}${location.search}#${id}`}>
              {title} <span className="num low">{lines.length}</span>
            </a>
          ))}
          {role.specialisations.length > 0 && (
            <p>Specialisations: {role.specialisations.map(({ name }) => name).join(', ')}</p>
          )}
        </nav>
      </div>
    </Frame>
  )
}
