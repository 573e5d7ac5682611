/** The trash of this workspace: what is in it and how large it is; what comes back; emptying it after a look. */
import type { Trashed } from '../../../../src/features/trash/contract.ts'
import { Bone } from '../../parts/bone.tsx'
import { type AsCode, python, shell } from '../../parts/copy-as.tsx'
import { Head } from '../../parts/head.tsx'
import { useKeys } from '../../parts/keys.ts'
import { useMay } from '../../parts/may.ts'
import { More } from '../../parts/more.tsx'
import { usePage } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { serverUrl } from '../../place.ts'
import { moveFocus } from '../track/move-focus.ts'
import { isUnderWay, useSweep, useTrash, useTrashDo } from './asks.ts'
import { Emptying, Swept } from './empty.tsx'
import { type Age, trashRoute } from './routes.ts'
import { Rows } from './rows.tsx'
import './trash.css'
import { answer, TITLE, WHAT_IT_IS } from './words.ts'

const DEFAULT_AGE: Age = 30

const CODE: AsCode = {
  python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(`${serverUrl}/api/v1/trash`)}) as reply:\n    items = json.load(reply)["items"]\n`,
  curl: `curl ${shell(`${serverUrl}/api/v1/trash`)}\n`,
  cli: `bw trash ls --url ${shell(serverUrl)}\n`,
}

export function TrashPage() {
  const query = trashRoute.useSearch()
  const navigate = trashRoute.useNavigate()
  const [listed, sweep] = [useTrash(), useSweep()]
  const { restore, empty, refresh } = useTrashDo()
  const [mayWrite, mayMaintain] = [useMay('write'), useMay('maintain')]
  usePage(TITLE, [{ label: TITLE }])
  useKeys({
    j: () => moveFocus('[data-row]', 1),
    k: () => moveFocus('[data-row]', -1),
  })
  const show = (search: typeof query): void => void navigate({ search, replace: true, resetScroll: false })
  if (listed.error && !listed.data) return <Problem error={listed.error} retry={() => void refresh()} />
  const refused = restore.error ?? empty.error
  const isBusy = isUnderWay(sweep.data) || empty.isPending
  const age = query.age ?? DEFAULT_AGE
  return (
    <>
      <Head
        kind="Workspace"
        title={TITLE}
        actions={
          <>
            {mayMaintain && (
              <button
                type="button"
                className="button"
                aria-expanded={query.empty === 'yes'}
                disabled={!listed.data?.items.length || isBusy}
                onClick={() => show(query.empty === 'yes' ? {} : { empty: 'yes' })}
              >
                Empty now…
              </button>
            )}
            <More doings={[{ label: 'Look again', act: () => void refresh() }]} code={CODE} />
          </>
        }
        answer={listed.data ? answer(listed.data) : ''}
        more={WHAT_IT_IS}
        phoneLines={[2, 2]}
      />
      {refused && <Problem error={refused} />}
      {sweep.data && <Swept sweep={sweep.data} />}
      {query.empty === 'yes' && mayMaintain && !isBusy && (
        <Emptying
          age={age}
          isBusy={isBusy}
          onAge={(next) => show({ empty: 'yes', age: next })}
          onEmpty={() => empty.mutate(age, { onSuccess: () => show({}) })}
          onClose={() => show({})}
        />
      )}
      {listed.data ? (
        <Rows
          listed={listed.data}
          mayRestore={(kind: Trashed) => (kind === 'experiment' ? mayMaintain : mayWrite)}
          isBusy={restore.isPending}
          onRestore={({ kind, id }) => restore.mutate({ kind, id })}
        />
      ) : (
        <div aria-busy="true" className="trash-bone">
          <Bone width="60%" height={16} />
        </div>
      )}
    </>
  )
}
