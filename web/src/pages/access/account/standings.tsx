/** What you may do here, right by right, and what you are elsewhere. */
import { Section } from '../../../parts/section.tsx'
import { urlOfWorkspace, workspaceName } from '../../../place.ts'
import type { Me, Roles } from '../asks.ts'

interface StandingsOf {
  me: Me
  table: Roles
}

export const Standings = ({ me, table }: StandingsOf) => (
  <div className="facts">
    <Section
      title="What you may do here"
      note={me.is_owner ? 'as owner' : me.role ? `as ${me.role} of ${workspaceName}` : undefined}
    >
      <ul className="access-rights">
        {table.rights.map(({ id, about }) => {
          const may = me.may.includes(id)
          return (
            <li key={id} className={may ? '' : 'low'}>
              <i className={may ? 'dot may' : 'dot'} aria-hidden="true" />
              <b>{id}</b>
              <span>
                <span className="seen-by-readers">{may ? 'yes: ' : 'no: '}</span>
                {about}
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
    <Section title="Where you may go">
      {me.workspaces.length ? (
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">Workspace</th>
              <th scope="col">You are</th>
            </tr>
          </thead>
          <tbody>
            {me.workspaces.map(({ workspace, role }) => (
              <tr key={workspace}>
                <th scope="row">
                  {workspace === workspaceName ? (
                    <>
                      {workspace} <span className="low">(here)</span>
                    </>
                  ) : (
                    <a href={urlOfWorkspace(workspace)}>{workspace}</a>
                  )}
                </th>
                <td>{role}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="low">You are a member of no workspace yet. An owner or an admin of one can make you one.</p>
      )}
    </Section>
  </div>
)
