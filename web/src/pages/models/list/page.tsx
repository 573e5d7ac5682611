/** All registered models: what is newest, which versions aliases point at; or all prompts. */
import { useRef } from 'react'
import { counted } from '../../../format/numbers.ts'
import { BoneRows } from '../../../parts/bone.tsx'
import { CopyAs } from '../../../parts/copy-as.tsx'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { To } from '../../../parts/link.tsx'
import { versionPath } from '../../../parts/nodes.ts'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Ago } from '../../../parts/time.tsx'
import { moveFocus } from '../../track/move-focus.ts'
import { modelsAsCode } from '../as-code.ts'
import { type Model, useModels } from '../asks.ts'
import '../models.css'
import { modelsRoute } from '../routes.ts'
import { commonAlias, newestOf, PROMPTS, TITLE } from '../words.ts'
import { FirstModel } from './empty.tsx'
import { Filters } from './filters.tsx'
import { ModelCards, ModelRows } from './rows.tsx'

export function ModelsPage() {
  const search = modelsRoute.useSearch()
  const navigate = modelsRoute.useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const isPhone = useIsPhone()
  const query = useModels(search)
  const title = search.prompts ? PROMPTS : TITLE
  usePage(title, [{ label: title }])
  useKeys({
    j: () => moveFocus('[data-row]', 1),
    k: () => moveFocus('[data-row]', -1),
    '/': () => field.current?.focus(),
  })
  const change = (next: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  if (query.isError && !query.data) return <Problem error={query.error} retry={() => void query.refetch()} />
  const models = query.data?.pages.flatMap((page) => page.models)
  const isFiltered = Boolean(search.search || search.alias || search.stage)
  const isEmpty = models?.length === 0 && !isFiltered
  return (
    <>
      <Head
        kind="Ship"
        title={title}
        answer={
          models ? (
            isEmpty ? (
              ''
            ) : (
              <Answer
                models={models}
                isWhole={!query.hasNextPage}
                isFiltered={isFiltered}
                isPrompts={!!search.prompts}
              />
            )
          ) : (
            ''
          )
        }
        actions={<CopyAs code={modelsAsCode(search)} />}
      />
      <Filters search={search} field={field} models={models ?? []} change={change} />
      {isEmpty ? (
        <FirstModel isPrompts={Boolean(search.prompts)} />
      ) : models?.length === 0 ? (
        <p className="answer-more models-none">
          None fits these conditions.{' '}
          <button
            type="button"
            className="button small"
            onClick={() => change({ search: undefined, alias: undefined, stage: undefined })}
          >
            Show all
          </button>
        </p>
      ) : models && isPhone ? (
        <ModelCards models={models} />
      ) : models ? (
        <ModelRows models={models} />
      ) : (
        <table className="table" aria-busy="true">
          <tbody>
            <BoneRows rows={6} columns={isPhone ? 2 : 5} />
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <button
          type="button"
          className="button more"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </button>
      )}
    </>
  )
}

interface AnswerOf {
  models: Model[]
  isWhole: boolean
  isFiltered: boolean
  isPrompts: boolean
}

function Answer({ models, isWhole, isFiltered, isPrompts }: AnswerOf) {
  const versions = models.reduce((sum, model) => sum + model.versions, 0)
  const common = commonAlias(models)
  const newest = newestOf(models)
  const latest = newest?.latest
  const noun = isPrompts ? 'prompt' : 'model'
  const all = isWhole ? counted(models.length, noun) : `The first ${counted(models.length, noun)}`
  const fit = isFiltered ? ` ${models.length === 1 ? 'fits' : 'fit'}` : ''
  return (
    <>
      {all}
      {fit}, {counted(versions, 'version')}
      {common && (
        <>
          ; {common.count === models.length && common.count > 1 ? 'each' : common.count}{' '}
          {common.count === 1 || common.count === models.length ? 'has' : 'have'} a version that is{' '}
          <b>{common.alias}</b>
        </>
      )}
      {newest && latest && (
        <>
          ; the newest is{' '}
          <To to={versionPath(newest.name, latest.version)}>
            {newest.name} {latest.version}
          </To>
          , registered <Ago at={latest.registered_at} />
        </>
      )}
      .
    </>
  )
}
