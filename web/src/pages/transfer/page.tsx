/** Moving in and following: what is under way, what was taken, which servers are followed, and the wizard for more. */

import { Bone } from '../../parts/bone.tsx'
import { type AsCode, CopyAs, python, shell } from '../../parts/copy-as.tsx'
import { Head } from '../../parts/head.tsx'
import { useKeys } from '../../parts/keys.ts'
import { usePage } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { serverUrl } from '../../place.ts'
import { moveFocus } from '../track/move-focus.ts'
import '../access/forms.css'
import { isUnderWay, useFollows, useImports } from './asks.ts'
import { Follows, Imports } from './lists.tsx'
import { Progress } from './progress.tsx'
import { type TransferQuery, transferRoute } from './routes.ts'
import './transfer.css'
import { Wizard } from './wizard.tsx'
import { answer, TITLE, WAYS } from './words.ts'

const CODE: AsCode = {
  python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(`${serverUrl}/api/v1/imports`)}) as reply:\n    imports = json.load(reply)["imports"]\n`,
  curl: `curl ${shell(`${serverUrl}/api/v1/imports`)}\n`,
  cli: `bw import https://mlflow.example.com --dry-run --url ${shell(serverUrl)}\n`,
}

export function TransferPage() {
  const query = transferRoute.useSearch()
  const navigate = transferRoute.useNavigate()
  const imports = useImports()
  const follows = useFollows()
  usePage(TITLE, [{ label: TITLE }])
  const show = (search: TransferQuery): void => void navigate({ search, replace: true, resetScroll: false })
  useKeys({
    n: () => show({ new: 'move' }),
    j: () => moveFocus('[data-row]', 1),
    k: () => moveFocus('[data-row]', -1),
  })
  const error = imports.error ?? follows.error
  if (error && !(imports.data && follows.data))
    return (
      <Problem
        error={error}
        retry={() => {
          void imports.refetch()
          void follows.refetch()
        }}
      />
    )
  const all = imports.data?.imports
  const followed = follows.data?.follows
  const isReady = all !== undefined && followed !== undefined
  const isEmpty = isReady && all.length === 0 && followed.length === 0
  const underWay = all?.filter(isUnderWay) ?? []
  return (
    <>
      <Head
        kind="Workspace"
        title={TITLE}
        answer={isReady ? answer(all, followed) : ''}
        phoneLines={[3, 0]}
        actions={
          <>
            <CopyAs code={CODE} />
            <button type="button" className="button" onClick={() => show({ new: 'follow' })}>
              Follow a server
            </button>
            <button type="button" className="button go" onClick={() => show({ new: 'move' })}>
              Move in
            </button>
          </>
        }
      />
      {isReady ? (
        <>
          {query.new ? (
            <Wizard
              key={query.new}
              way={query.new}
              all={all}
              end={(id) => show(id === undefined ? {} : { open: String(id) })}
            />
          ) : (
            underWay.map((view) => <Progress key={view.id} view={view} />)
          )}
          {isEmpty && !query.new ? (
            <ul className="transfer-ways">
              {(['move', 'follow'] as const).map((way) => (
                <li key={way} className="panel">
                  <h2>{WAYS[way].title}</h2>
                  <p>{WAYS[way].text}</p>
                  <button type="button" className="button" onClick={() => show({ new: way })}>
                    {way === 'move' ? 'Choose what to move in' : 'Choose a server'}
                  </button>
                </li>
              ))}
            </ul>
          ) : (
            <>
              <Follows all={followed} />
              <Imports
                all={all}
                open={query.open}
                toggle={(id) => show(query.open === String(id) ? {} : { open: String(id) })}
              />
            </>
          )}
        </>
      ) : (
        <div className="transfer-ways" aria-busy="true">
          <Bone width="100%" height={180} />
        </div>
      )}
    </>
  )
}
