/** What the list shows: by a part of the name, an alias, a stage; models or prompts. All of it is in the address. */
import { type RefObject, useId } from 'react'
import { STAGES, type Stage } from '../../../../../src/features/models/contract/shapes.ts'
import { pathOf, To } from '../../../parts/link.tsx'
import type { Model } from '../asks.ts'
import type { ModelsQuery } from '../routes.ts'

interface FiltersOf {
  search: ModelsQuery
  field: RefObject<HTMLInputElement | null>
  models: Model[]
  change: (next: Partial<ModelsQuery>) => void
}

export function Filters({ search, field, models, change }: FiltersOf) {
  const id = useId()
  const aliases = [...new Set(models.flatMap((model) => model.aliases.map(({ alias }) => alias)))].sort()
  const noun = search.prompts ? 'prompt' : 'model'
  return (
    <div className="models-filters">
      <nav aria-label="Kind" className="models-kinds">
        {[
          { label: 'Models', prompts: undefined },
          { label: 'Prompts', prompts: 'yes' },
        ].map(({ label, prompts }) => (
          <To
            key={label}
            to={pathOf('/models', { prompts })}
            className="button small bare"
            {...(search.prompts === prompts && { 'aria-current': 'page' as const })}
          >
            {label}
          </To>
        ))}
      </nav>
      <input
        ref={field}
        type="search"
        className="field small"
        placeholder={`Find a ${noun}`}
        aria-label={`Find a ${noun}`}
        title="/"
        // Another kind has another field.
        key={`find ${noun}`}
        defaultValue={search.search}
        onChange={({ target }) => change({ search: target.value || undefined })}
      />
      <input
        className="field small"
        placeholder="With the alias"
        aria-label="With the alias"
        list={id}
        key={`alias ${search.alias ?? ''}`}
        defaultValue={search.alias}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && change({ alias: currentTarget.value || undefined })}
        onBlur={({ target }) => target.value !== (search.alias ?? '') && change({ alias: target.value || undefined })}
      />
      <datalist id={id}>
        {aliases.map((alias) => (
          <option key={alias} value={alias} />
        ))}
      </datalist>
      {!search.prompts && (
        <select
          className="field small"
          aria-label="In the stage"
          value={search.stage ?? ''}
          onChange={({ target }) => change({ stage: (target.value || undefined) as Stage | undefined })}
        >
          <option value="">Any stage</option>
          {STAGES.filter((stage) => stage !== 'None').map((stage) => (
            <option key={stage}>{stage}</option>
          ))}
        </select>
      )}
      <select
        className="field small"
        aria-label="Order"
        value={search.order ?? ''}
        onChange={({ target }) => change({ order: target.value === 'name' ? 'name' : undefined })}
      >
        <option value="">Changed last first</option>
        <option value="name">By name</option>
      </select>
    </div>
  )
}
