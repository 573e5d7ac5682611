/** One registered model: its versions over time, where aliases point, and what can be done about it. */
import { registry } from '../../../../../src/features/models/contract/registry.ts'
import { middleCut } from '../../../format/names.ts'
import { Bone } from '../../../parts/bone.tsx'
import { Events } from '../../../parts/events.tsx'
import { Head } from '../../../parts/head.tsx'
import { NameField } from '../../../parts/in-place.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { Lineage } from '../../../parts/lineage.tsx'
import { pathOf, useGo } from '../../../parts/link.tsx'
import { useMay } from '../../../parts/may.ts'
import { More } from '../../../parts/more.tsx'
import { modelPath } from '../../../parts/nodes.ts'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { moveFocus } from '../../track/move-focus.ts'
import { AliasForm } from '../actions/alias.tsx'
import { DeleteForm } from '../actions/delete.tsx'
import { Description } from '../actions/in-place.tsx'
import { modelAsCode } from '../as-code.ts'
import { useDo, useMeasured, useModel, useVersions } from '../asks.ts'
import '../models.css'
import { type Form, modelRoute } from '../routes.ts'
import { lossWords, PROMPTS, TITLE } from '../words.ts'
import { ModelAnswer } from './answer.tsx'
import { VersionsPicture } from './picture.tsx'
import { PromptVersions } from './prompts.tsx'
import { chosenOf } from './series.ts'
import { VersionsSection } from './versions.tsx'

export function ModelPage() {
  const { name } = modelRoute.useParams()
  // Another model is another page: what was being edited stays with the first.
  return <One key={name} name={name} />
}

function One({ name }: { name: string }) {
  const search = modelRoute.useSearch()
  const navigate = modelRoute.useNavigate()
  const go = useGo()
  const isPhone = useIsPhone()
  const query = useModel(name)
  const model = query.data?.model
  const list = useVersions(name)
  const measured = useMeasured(name)
  const mayWrite = useMay('write')
  const mayRemove = useMay('maintain')
  const home = pathOf('/models', { prompts: model?.is_prompt ? 'yes' : undefined })
  const describe = useDo(registry.update)
  const rename = useDo(registry.rename, ({ new_name }) => go(modelPath(new_name)))
  const remove = useDo(registry.delete, () => go(home))
  usePage(name, [{ label: model?.is_prompt ? PROMPTS : TITLE, to: home }, { label: name }])
  const set = (next: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  const show = (form?: Form, to?: number): void => set({ form, alias: undefined, to: to?.toString() })
  useKeys({
    j: () => moveFocus('[data-row]', 1),
    k: () => moveFocus('[data-row]', -1),
    ...(mayWrite && model?.versions && { a: () => show('alias') }),
  })
  if (query.isError && !model) return <Problem error={query.error} retry={() => void query.refetch()} />
  const versions = list.data?.pages.flatMap((page) => page.versions)
  const all = measured.data?.series ?? []
  const series = chosenOf(all, search)
  const isReady = model && versions && !measured.isPending
  const more = list.hasNextPage ? () => void list.fetchNextPage() : undefined
  const setAlias = (version: number): void => show('alias', version)
  const doings = [
    ...(mayWrite
      ? [
          { label: 'Rename', act: () => show('rename') },
          { label: model?.description ? 'Edit the description' : 'Describe it', act: () => show('describe') },
        ]
      : []),
    ...(mayRemove ? [{ label: 'Remove it…', takes: true, act: () => show('delete') }] : []),
  ]
  return (
    <>
      <Head
        kind={model?.is_prompt ? 'Prompt' : 'Model'}
        title={
          search.form === 'rename' ? (
            <NameField
              name={name}
              label="Name of the model"
              most={256}
              saving={rename}
              save={(next) => rename.mutate({ name, new_name: next })}
              end={() => show()}
            />
          ) : (
            middleCut(name, isPhone ? 56 : 120)
          )
        }
        hint={name}
        answer={isReady ? <ModelAnswer model={model} series={series} /> : ''}
        phoneLines={[4, 0]}
        actions={
          <>
            <More doings={doings} code={modelAsCode(name, model?.is_prompt ?? false)} />
            {mayWrite && (
              <button type="button" className="button go" disabled={!model?.versions} onClick={() => show('alias')}>
                Set an alias
              </button>
            )}
          </>
        }
      />
      {isReady ? (
        <>
          <Description
            text={model.description}
            what={model.is_prompt ? 'prompt' : 'model'}
            isEditing={search.form === 'describe'}
            mayWrite={mayWrite}
            saving={describe}
            save={(description) => describe.mutate({ name, description }, { onSuccess: () => show() })}
            edit={(is) => show(is ? 'describe' : undefined)}
          />
          {search.form === 'alias' && mayWrite && (
            <AliasForm
              key={`${search.alias} ${search.to}`}
              name={name}
              aliases={model.aliases}
              alias={search.alias}
              to={search.to === undefined ? undefined : Number(search.to)}
              versions={versions.map(({ version }) => version)}
              end={() => show()}
            />
          )}
          {search.form === 'delete' && mayRemove && (
            <DeleteForm
              word={name}
              loss={lossWords(model)}
              verb={`Remove ${middleCut(name, 40)} for good`}
              isPending={remove.isPending}
              error={remove.error}
              act={() => remove.mutate({ name })}
              end={() => show()}
            />
          )}
          {versions.length > 0 && (
            <VersionsPicture
              name={name}
              versions={versions}
              total={model.versions}
              all={all}
              series={series}
              isEven={search.by === 'number'}
              choose={({ key, dataset, of }) => set({ metric: key, on: dataset ?? (of === 'run' ? 'run' : undefined) })}
              turn={(isEven) => set({ by: isEven ? 'number' : undefined })}
            />
          )}
          {model.is_prompt ? (
            <PromptVersions name={name} versions={versions} mayWrite={mayWrite} setAlias={setAlias} more={more} />
          ) : (
            <VersionsSection {...{ name, versions, series, mayWrite, setAlias, more }} total={model.versions} />
          )}
          <Section title="Tags">
            <Pairs
              label="tags"
              pairs={Object.entries(model.tags).map(([key, value]): Pair => ({ name: key, value, text: value }))}
              none="It has no tags."
            />
          </Section>
          <Lineage node={{ kind: 'model', id: model.id, label: name }} />
          <Events node={{ kind: 'model', id: model.id }} what={model.is_prompt ? 'prompt' : 'model'} />
        </>
      ) : (
        <div className="models-waiting" aria-busy="true">
          <Bone width="100%" height={240} />
        </div>
      )}
    </>
  )
}
