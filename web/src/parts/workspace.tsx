/** Which workspace this is, the way to others, and what a demo says of itself. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { workspaces } from '../../../src/features/access/contract/workspaces.ts'
import { own } from '../../../src/features/track/contract/own.ts'
import type { Reply } from '../../../src/lib/contract.ts'
import { call } from '../api.ts'
import { formatCount } from '../format/numbers.ts'
import { rootPath, urlOfWorkspace, workspaceName } from '../place.ts'
import { useHere, useWorkspaces } from './here.ts'
import { useMay, useMe } from './may.ts'
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

/** Every log-in leads to the first workspace: who is no member of it begins in the first of theirs. */
export function useOwnWorkspace(): void {
  const { data } = useMe()
  const theirs = data?.account && data.role === null ? data.workspaces[0]?.workspace : undefined
  useEffect(() => {
    if (theirs !== undefined && location.pathname === `${rootPath}/`) location.replace(urlOfWorkspace(theirs))
  }, [theirs])
}

const LOADED_TAG = 'bellwether.demo.loaded'
const ASK_EVERY_MS = 3_000

/** How many of the older runs are there, while they come. */
function Loading() {
  const { data } = useQuery({
    queryKey: ['demo loaded'],
    queryFn: ({ signal }) => call(own.experiments, { limit: 100 }, signal),
    refetchInterval: ({ state }) => (loaded(state.data)?.isWhole ? false : ASK_EVERY_MS),
  })
  const known = loaded(data)
  if (!known || known.isWhole) return null
  return (
    <span className="num">
      {' '}
      Older runs are coming: {formatCount(known.done)} of {formatCount(known.total)}.
    </span>
  )
}

function loaded(reply: Reply<typeof own.experiments> | undefined) {
  const tag = reply?.experiments.map(({ tags }) => tags[LOADED_TAG]).find((each) => each !== undefined)
  if (tag === undefined) return undefined
  const [done = 0, total = 0] = tag.split('/').map(Number)
  return { done, total, isWhole: done >= total }
}

/** A demo is labelled on every page, and gone with one button. */
export function DemoBar() {
  const { data } = useHere()
  const mayRemove = useMay('install')
  const dialog = useRef<HTMLDialogElement>(null)
  const remove = useMutation({
    mutationFn: () => call(workspaces.delete, { name: workspaceName }),
    onSuccess: () => location.assign(urlOfWorkspace('default')),
  })
  if (!data?.workspace.is_demo) return null
  return (
    <div className="demo-bar">
      <span>
        Demo: an invented shop, made-up data.
        <Loading />
      </span>
      {mayRemove && (
        <button type="button" className="button small" onClick={() => dialog.current?.showModal()}>
          Remove the demo
        </button>
      )}
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
