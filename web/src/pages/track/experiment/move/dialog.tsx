/** Moves an experiment to another workspace; shown to those who may, where there is another. */
import { useMutation } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { moving } from '../../../../../../src/features/track/contract/moving.ts'
import { call } from '../../../../api.ts'
import { useWorkspaces } from '../../../../parts/here.ts'
import { useMay, useMe } from '../../../../parts/may.ts'
import { urlOfWorkspace, workspaceName } from '../../../../place.ts'
import './dialog.css'
import { saidOf, WHAT_GOES, WHAT_STAYS, WHEN } from './words.ts'

/** Clients that name no experiment log to it. */
const DEFAULT = '0'

/** Where the reader may bring it: on an open server, to every workspace. */
function usePlaces(): string[] {
  const { data: me } = useMe()
  const { data: all } = useWorkspaces()
  const known =
    me?.mode === 'open'
      ? all?.workspaces.map(({ name }) => name)
      : me?.workspaces.filter(({ role }) => role === 'owner' || role === 'admin').map(({ workspace }) => workspace)
  return known?.filter((name) => name !== workspaceName) ?? []
}

export function MoveButton({ id, name }: { id: string; name: string | undefined }) {
  const mayHere = useMay('admin')
  const places = usePlaces()
  const [isOpen, setIsOpen] = useState(false)
  if (!mayHere || !places.length || id === DEFAULT || name === undefined) return null
  return (
    <>
      <button type="button" className="button" onClick={() => setIsOpen(true)}>
        Move…
      </button>
      {isOpen && <MoveDialog id={id} name={name} places={places} onClose={() => setIsOpen(false)} />}
    </>
  )
}

interface Dialog {
  id: string
  name: string
  places: string[]
  onClose: () => void
}

function MoveDialog({ id, name, places, onClose }: Dialog) {
  const title = useId()
  const field = useId()
  const [to, setTo] = useState(places[0]!)
  const dialog = useRef<HTMLDialogElement>(null)
  const move = useMutation({ mutationFn: () => call(moving.move, { experiment_id: id, to }) })
  const open = (element: HTMLDialogElement | null): void => {
    dialog.current = element
    if (element && !element.open) element.showModal()
  }
  const done = move.data
  return (
    <dialog ref={open} className="move-dialog" aria-labelledby={title} onClose={done ? undefined : onClose}>
      <h1 id={title}>{done ? 'The experiment has moved' : 'Move to another workspace'}</h1>
      {done ? (
        <>
          <p role="status">
            “{done.name}” is in workspace “{done.workspace}” now{saidOf(done) && `, with ${saidOf(done)}`}.
          </p>
          <div className="dialog-buttons">
            <a className="button" href={urlOfWorkspace(workspaceName)}>
              Stay here
            </a>
            <a className="button go" href={`${urlOfWorkspace(done.workspace)}experiments/${id}`}>
              Go there
            </a>
          </div>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            move.mutate()
          }}
        >
          <p className="move-name">“{name}”</p>
          <label htmlFor={field}>To workspace</label>
          <select
            id={field}
            className="field"
            value={to}
            disabled={move.isPending}
            onChange={({ target }) => setTo(target.value)}
          >
            {places.map((place) => (
              <option key={place}>{place}</option>
            ))}
          </select>
          <ul>
            <li>{WHAT_GOES}</li>
            <li>{WHAT_STAYS}</li>
            <li>{WHEN}</li>
          </ul>
          {move.error && (
            <p className="mistake" role="alert">
              {(move.error as Error).message}
            </p>
          )}
          <div className="dialog-buttons">
            <button type="button" className="button" disabled={move.isPending} onClick={() => dialog.current?.close()}>
              Keep it here
            </button>
            <button type="submit" className="button go" disabled={move.isPending}>
              {move.isPending ? 'Moving…' : 'Move it'}
            </button>
          </div>
        </form>
      )}
    </dialog>
  )
}
