/** What went wrong, what to do about it, and the request id that finds it in the log. */
import { ApiError } from '../api.ts'
import { urlOf, urlOfWorkspace, workspaceName } from '../place.ts'
import { useMe } from './may.ts'

interface Problem {
  error: unknown
  retry?: () => void
}

const here = (): string => location.pathname + location.search

export function Problem({ error, retry }: Problem) {
  if (error instanceof ApiError && error.status === 401)
    return (
      <div className="problem" role="alert">
        <strong>You are not logged in.</strong>
        <p>This server has accounts. Log in to see this page.</p>
        <div className="more">
          <a className="button go" href={`${urlOf('/login')}?next=${encodeURIComponent(here())}`}>
            Log in
          </a>
        </div>
      </div>
    )
  const { title, advice } = explain(error)
  return (
    <div className="problem" role="alert">
      <strong>{title}</strong>
      <p>{advice}</p>
      <div className="more">
        {error instanceof ApiError && error.status === 404 && <OwnWorkspaces />}
        {retry && (
          <button type="button" className="button small" onClick={retry}>
            Try again
          </button>
        )}
        {error instanceof ApiError && error.requestId && (
          <span>
            request id <code>{error.requestId}</code>
          </span>
        )}
      </div>
    </div>
  )
}

/** Who is no member of this workspace is shown the way to those that they may go to. */
function OwnWorkspaces() {
  const { data } = useMe()
  if (data?.mode !== 'accounts' || data.role !== null) return null
  return data.workspaces
    .filter(({ workspace }) => workspace !== workspaceName)
    .map(({ workspace }) => (
      <a key={workspace} className="button small" href={urlOfWorkspace(workspace)}>
        Go to {workspace}
      </a>
    ))
}

function explain(error: unknown): { title: string; advice: string } {
  if (!(error instanceof ApiError))
    return {
      title: 'This page broke.',
      advice: `It is a fault of Bellwether: ${error instanceof Error ? error.message : String(error)}`,
    }
  if (error.status === 0)
    return {
      title: 'The server does not answer.',
      advice: 'Check that it still runs, and your network. The page tries again by itself.',
    }
  if (error.status === 403)
    return {
      title: 'Your role does not allow this.',
      advice: `${error.message} An admin of this workspace, or an owner of the installation, can change that.`,
    }
  if (error.status === 404) return { title: 'It does not exist.', advice: error.message.replace(/\.?$/, '.') }
  if (error.status >= 500) return { title: 'The server failed.', advice: error.message }
  return { title: 'The server refused the request.', advice: error.message }
}
