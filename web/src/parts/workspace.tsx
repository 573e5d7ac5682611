/** Which workspace this is, the way to others, and what a demo says of itself. */
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { workspaces } from '../../../src/features/access/contract/workspaces.ts'
import { call } from '../api.ts'
import { urlOfWorkspace, workspaceName } from '../place.ts'
import { useHere, useWorkspaces } from './here.ts'
import './workspace.css'

export function WorkspaceMenu() {
  const { data } = useWorkspaces()
  const others = data?.workspaces.filter(({ name }) => name !== workspaceName) ?? []
  if (!others.length) return <span className="workspace">{workspaceName}</span>
  return (
    <>
      <button
        type="button"
        className="button small bare workspace"
        popoverTarget="workspaces"
        title="Go to another workspace"
      >
        {workspaceName} <span aria-hidden="true">▾</span>
      </button>
      <nav id="workspaces" popover="auto" aria-label="Workspaces">
        {others.map(({ name, is_demo }) => (
          <a key={name} href={urlOfWorkspace(name)}>
            {name}
            {is_demo && <span className="low"> (demo)</span>}
          </a>
        ))}
      </nav>
    </>
  )
}

/** A demo is labelled on every page, and gone with one button. */
export function DemoBar() {
  const { data } = useHere()
  const dialog = useRef<HTMLDialogElement>(null)
  const remove = useMutation({
    mutationFn: () => call(workspaces.delete, { name: workspaceName }),
    onSuccess: () => location.assign(urlOfWorkspace('default')),
  })
  if (!data?.workspace.is_demo) return null
  return (
    <div className="demo-bar">
      <span>Demo: an invented shop, made-up data.</span>
      <button type="button" className="button small" onClick={() => dialog.current?.showModal()}>
        Remove the demo
      </button>
      <dialog ref={dialog} aria-labelledby="remove-demo">
        <h1 id="remove-demo">Remove the demo?</h1>
        <p style={{ marginTop: 8 }}>
          Workspace “{workspaceName}” goes with all its experiments, runs and files. Your own workspaces stay as they
          are.
        </p>
        {remove.error && <p className="mistake">{(remove.error as Error).message}</p>}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Keep it
          </button>
          <button type="button" className="button go" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {remove.isPending ? 'Removing…' : 'Remove the demo'}
          </button>
        </div>
      </dialog>
    </div>
  )
}
