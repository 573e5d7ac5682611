/** A secret that is shown this once, ready to copy. */
import { type ReactNode, useEffect, useRef } from 'react'
import { Code, CopyButton } from '../../parts/copy.tsx'
import { urlOfWorkspace, workspaceName } from '../../place.ts'
import type { Made } from './asks.ts'
import { dateOf } from './dates.ts'
import { scopesWords } from './words.ts'

interface OnceOf {
  title: string
  /** Beside the button that closes it. */
  action?: ReactNode
  done: () => void
  children: ReactNode
}

export function Once({ title, action, done, children }: OnceOf) {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => ref.current?.focus(), [])
  return (
    <section ref={ref} tabIndex={-1} className="panel access-once" aria-label={title}>
      {children}
      <p className="access-buttons">
        {action}
        <button type="button" className="button small" onClick={done}>
          I have it
        </button>
      </p>
    </section>
  )
}

/** What MLflow's client and our commands read. */
export const exportsOf = (token: string, workspace: string): string =>
  `export MLFLOW_TRACKING_URI=${location.origin}${urlOfWorkspace(workspace).replace(/\/$/, '')}
export MLFLOW_TRACKING_TOKEN=${token}`

export function NewToken({ made: { token, info }, done }: { made: Made; done: () => void }) {
  return (
    <Once
      title={`The token ${info.label}`}
      action={<CopyButton text={token} label="Copy the token alone" />}
      done={done}
    >
      <p>
        <b>Copy it now: it is shown this once.</b> The server keeps a fingerprint only. “{info.label}” grants{' '}
        {scopesWords(info.scopes)}, works{' '}
        {info.workspace ? `in workspace ${info.workspace} only` : 'in every workspace of the account'}
        {info.expires_at === null ? '' : `, and ends on ${dateOf(info.expires_at)}`}.
      </p>
      <Code text={exportsOf(token, info.workspace ?? workspaceName)} label="For MLflow's client and for commands" />
    </Once>
  )
}
