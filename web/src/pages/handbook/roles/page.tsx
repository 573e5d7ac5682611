/** Every role that the documents name, by level; those with a document of their own first. */
import { Bone } from '../../../parts/bone.tsx'
import { Head } from '../../../parts/head.tsx'
import { useOwnRole } from '../../../parts/here.ts'
import { To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { type RoleHead, useRoles } from '../asks.ts'
import { Frame } from '../frame.tsx'
import { MainRoles } from '../overview/main-roles.tsx'
import '../overview/overview.css'
import { and, capital, inWords, LEVEL_WORDS, TEAM } from '../words.ts'
import './roles.css'

function answer(roles: RoleHead[]): string {
  const said = roles.filter(({ source }) => source === 'documents')
  const main = said.filter((role) => role.main)
  const least = Math.min(...said.map(({ lines }) => lines))
  const thin = said.filter(({ lines }) => lines === least).map(({ name }) => name)
  const own = roles.length - said.length
  return `The documents name ${inWords(said.length, 'role')}, ${LEVEL_WORDS[said[0]!.level].toLowerCase()} to ${LEVEL_WORDS[
    said.at(-1)!.level
  ].toLowerCase()}. ${capital(inWords(main.length, 'has', 'have'))} a document about them; least is said of ${and(thin)}.${
    own ? ` ${capital(inWords(own, 'role is', 'roles are'))} your team’s own.` : ''
  }`
}

export function RolesPage() {
  const { data, error, refetch } = useRoles()
  const own = useOwnRole()
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const roles = data?.roles
  const most = Math.max(1, ...(roles ?? []).map(({ lines }) => lines))
  return (
    <Frame chapter="Roles">
      <Head kind="Handbook" title="Roles" answer={roles ? answer(roles) : ''} phoneLines={[4, 0]} />
      {roles ? (
        <>
          <MainRoles roles={roles} />
          <section aria-label="All roles">
            <h2>
              All roles <small className="num">{roles.length}</small>
            </h2>
            <table className="table all-roles">
              <thead>
                <tr>
                  <th>Role</th>
                  <th>Level</th>
                  <th className="wide">Documents</th>
                  <th>Lines</th>
                </tr>
              </thead>
              <tbody>
                {roles.map(({ id, name, level, sources, lines, source }) => (
                  <tr key={id}>
                    <td>
                      <To to={`/handbook/roles/${id}`}>{name}</To>
                      {id === own && <span className="chip busy">yours</span>}
                      {source === 'team' && <span className="chip team">{TEAM}</span>}
                    </td>
                    <td>{LEVEL_WORDS[level]}</td>
                    <td className="wide mono">{sources.join(' ')}</td>
                    <td>
                      <span className="lines-share">
                        <span style={{ width: `${(100 * lines) / most}%` }} />
                      </span>
                      <span className="num low">{lines}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      ) : (
        <div className="main-roles" aria-busy="true" style={{ minHeight: 900 }}>
          {[0, 1, 2, 3, 4].map((i) => (
            <Bone key={i} width="100%" height={132} />
          ))}
        </div>
      )}
    </Frame>
  )
}
