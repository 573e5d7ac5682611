/** Sets or moves an alias: says from where to where before it does. */
import { type FormEvent, useId, useState } from 'react'
import { registry } from '../../../../../src/features/models/contract/registry.ts'
import { Problem } from '../../../parts/problem.tsx'
import { onEscape } from '../../access/asked.tsx'
import { useTakenFocus } from '../../access/take-focus.ts'
import '../forms.css'
import { useDo } from '../asks.ts'
import { moveWords } from '../words.ts'

interface AliasOf {
  name: string
  /** Where aliases point now. */
  aliases: { alias: string; version: number }[]
  alias: string | undefined
  to: number | undefined
  /** The newest first. */
  versions: number[]
  end: () => void
}

export function AliasForm({ name, aliases, alias, to, versions, end }: AliasOf) {
  const id = useId()
  const set = useDo(registry.setAlias)
  const remove = useDo(registry.deleteAlias)
  const [word, setWord] = useState(alias ?? aliases[0]?.alias ?? 'live')
  const [version, setVersion] = useState(String(to ?? versions[0] ?? ''))
  const ref = useTakenFocus<HTMLFormElement>()
  const from = aliases.find((each) => each.alias === word)?.version
  const target = Number(version)
  const isReady = word !== '' && Number.isInteger(target) && target > 0
  const isBusy = set.isPending || remove.isPending
  const error = set.error ?? remove.error
  function submit(event: FormEvent): void {
    event.preventDefault()
    set.mutate({ name, alias: word, version }, { onSuccess: end })
  }
  return (
    <form ref={ref} className="panel models-form" onSubmit={submit} onKeyDown={onEscape(end)}>
      <div className="models-fields">
        <label htmlFor={`${id}-alias`}>
          Alias
          <input
            id={`${id}-alias`}
            className="field"
            list={`${id}-aliases`}
            value={word}
            maxLength={255}
            required
            onChange={({ target: field }) => setWord(field.value.trim())}
          />
        </label>
        <datalist id={`${id}-aliases`}>
          {aliases.map((each) => (
            <option key={each.alias} value={each.alias} />
          ))}
        </datalist>
        <label htmlFor={`${id}-version`}>
          Version
          <input
            id={`${id}-version`}
            className="field"
            type="number"
            min={1}
            list={`${id}-versions`}
            value={version}
            required
            onChange={({ target: field }) => setVersion(field.value)}
          />
        </label>
        <datalist id={`${id}-versions`}>
          {versions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      </div>
      <p className="models-said" role="status">
        {isReady ? moveWords(word, from, target) : 'Name an alias and a version.'}
      </p>
      {error && <Problem error={error} />}
      <div className="models-do">
        <button type="submit" className="button go" disabled={!isReady || isBusy || from === target}>
          {from === undefined ? `Set ${word || 'it'}` : `Move ${word}`} to {version || '…'}
        </button>
        {from !== undefined && (
          <button
            type="button"
            className="button takes"
            disabled={isBusy}
            onClick={() => remove.mutate({ name, alias: word }, { onSuccess: end })}
          >
            Remove {word}
          </button>
        )}
        <button type="button" className="button bare" onClick={end}>
          Cancel
        </button>
      </div>
    </form>
  )
}
