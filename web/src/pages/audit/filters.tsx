/** What of the log is shown; all of it stands in the address. */
import { type RefObject, useEffect, useState } from 'react'
import { EVENT_GROUPS, EVENTS, type EventName, namesOf } from '../../../../src/lib/vocabulary.ts'
import { middleCut } from '../../format/names.ts'
import type { AuditQuery } from './routes.ts'
import { groupWord, spanWords } from './words.ts'

interface Props {
  query: AuditQuery
  change: (patch: Partial<AuditQuery>) => void
  find: RefObject<HTMLInputElement | null>
}

/** While somebody types, the server is asked once they pause. */
const PAUSE_MS = 300

function useTyped(value: string, send: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => send(typed), PAUSE_MS)
    return () => clearTimeout(timer)
  })
  return [typed, setTyped]
}

export function Filters({ query, change, find }: Props) {
  const { group, name, account, kind, id, text, since, until } = query
  const [words, setWords] = useTyped(text ?? '', (typed) => change({ text: typed || undefined }))
  const [who, setWho] = useTyped(account ?? '', (typed) => change({ account: typed || undefined }))
  const names = group ? namesOf(group) : (Object.keys(EVENTS) as EventName[])
  return (
    <search className="audit-filters">
      <select
        className="field"
        aria-label="Group"
        value={group ?? ''}
        onChange={({ target }) => change({ group: target.value || undefined, name: undefined })}
      >
        <option value="">All groups</option>
        {EVENT_GROUPS.map((each) => (
          <option key={each} value={each}>
            {groupWord(each)}
          </option>
        ))}
      </select>
      <select
        className="field"
        aria-label="Event"
        value={name ?? ''}
        onChange={({ target }) => change({ name: (target.value || undefined) as EventName | undefined })}
      >
        <option value="">All events</option>
        {names.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <input
        type="search"
        className="field"
        aria-label="Account"
        placeholder="Account"
        value={who}
        onChange={({ target }) => setWho(target.value)}
      />
      <input
        ref={find}
        type="search"
        className="field"
        aria-label="Words in details"
        placeholder="Words in details"
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      {kind && id && (
        <Chosen label={`${kind} ${middleCut(id, 24)}`} clear={() => change({ kind: undefined, id: undefined })} />
      )}
      {(since || until) && (
        <Chosen label={spanWords(since, until)} clear={() => change({ since: undefined, until: undefined })} />
      )}
    </search>
  )
}

const Chosen = ({ label, clear }: { label: string; clear: () => void }) => (
  <button type="button" className="button small" onClick={clear} title="Show all again">
    {label} <span aria-hidden="true">✕</span>
    <span className="seen-by-readers">: show all again</span>
  </button>
)
