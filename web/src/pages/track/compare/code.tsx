/** How the code differs: what git says between the commits, and the uncommitted changes of each. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { shortId } from '../../../format/names.ts'
import { CopyButton } from '../../../parts/copy.tsx'
import { runQuery } from '../run/queries.ts'
import type { Comparison, Run } from './queries.ts'
import { compareUrl } from './remote.ts'

const DiffViewer = lazy(() => import('../run/diff-viewer.tsx').then(({ DiffViewer }) => ({ default: DiffViewer })))

interface CodeOf {
  found: Comparison
  base: string
  /** Runs whose uncommitted changes are shown. */
  opened: readonly string[]
  onOpen: (run: string) => void
}

export function Code({ found, base, opened, onOpen }: CodeOf) {
  const { runs, environment } = found
  const of = (name: string): (string | null)[] => environment.find((line) => line.name === name)?.values ?? []
  const commits = of('commit')
  const changes = of('diff')
  const at = runs.findIndex(({ run_id }) => run_id === base)
  const from = commits[at]
  const others = [...new Set(commits)].filter((commit) => commit !== null && commit !== from) as string[]
  const { data: pinned } = useQuery({ ...runQuery(runs[at]!.run_id), enabled: others.length > 0 })
  const remote = pinned?.environment.remote ?? undefined
  const changed = runs.filter((_, i) => changes[i])
  return (
    <>
      {from && others.length > 0 && (
        <ul className="between">
          {others.map((to) => (
            <li key={to}>
              <code>
                git diff {shortId(from)} {shortId(to)}
              </code>{' '}
              <CopyButton text={`git diff ${from} ${to}`} className="button small bare inline" />
              <RemoteLink remote={remote} from={from} to={to} />
            </li>
          ))}
        </ul>
      )}
      {changed.length > 0 && (
        <p className="uncommitted">
          Uncommitted changes of{' '}
          {changed.map(({ run_id, name }) => (
            <button
              key={run_id}
              type="button"
              className="button small bare"
              aria-expanded={opened.includes(run_id)}
              onClick={() => onOpen(run_id)}
            >
              {name}
            </button>
          ))}
        </p>
      )}
      <div className="both-changes">
        {changed
          .filter(({ run_id }) => opened.includes(run_id))
          .map((run) => (
            <Changes key={run.run_id} run={run} />
          ))}
      </div>
    </>
  )
}

function RemoteLink({ remote, from, to }: { remote: string | undefined; from: string; to: string }) {
  const url = remote && compareUrl(remote, from, to)
  return url ? (
    <>
      {' '}
      <a href={url} target="_blank" rel="noreferrer">
        on {new URL(url).host}
      </a>
    </>
  ) : null
}

function Changes({ run: { run_id, name } }: { run: Run }) {
  const { data } = useQuery(runQuery(run_id))
  const text = data?.environment.diff
  return (
    <div>
      <h3>{name}</h3>
      {text && (
        <Suspense fallback={null}>
          <DiffViewer text={text} />
        </Suspense>
      )}
    </div>
  )
}
