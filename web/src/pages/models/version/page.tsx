/** One version of a model: what it is, what it takes and returns, how it was measured, where it comes from. */
import { useQuery } from '@tanstack/react-query'
import { versions } from '../../../../../src/features/models/contract/versions.ts'
import { middleCut } from '../../../format/names.ts'
import { Bone } from '../../../parts/bone.tsx'
import { Events } from '../../../parts/events.tsx'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { Lineage } from '../../../parts/lineage.tsx'
import { To, useGo } from '../../../parts/link.tsx'
import { useMay } from '../../../parts/may.ts'
import { More } from '../../../parts/more.tsx'
import { lineageOf, modelPath, versionPath } from '../../../parts/nodes.ts'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { Artifacts } from '../../artifacts/artifacts.tsx'
import type { ArtifactPlace } from '../../artifacts/place.ts'
import { ParamsSection } from '../../track/run/params.tsx'
import { runQuery } from '../../track/run/queries.ts'
import '../../track/run/run.css'
import { AliasForm } from '../actions/alias.tsx'
import { DeleteForm } from '../actions/delete.tsx'
import { Description } from '../actions/in-place.tsx'
import { StageForm } from '../actions/stage.tsx'
import { versionAsCode } from '../as-code.ts'
import { useDo, useModel, useVersion } from '../asks.ts'
import '../models.css'
import { PromptText } from '../model/prompts.tsx'
import { AliasChips, StageChip } from '../parts.tsx'
import { type Form, versionRoute } from '../routes.ts'
import { PROMPTS, TITLE, textOf, versionLossWords } from '../words.ts'
import { VersionAnswer } from './answer.tsx'
import { CardSection, FactsSection, FlavoursSection, RequirementsSection } from './facts.tsx'
import { MeasuredSection } from './measured.tsx'
import { SignatureSection } from './signature.tsx'

export function VersionPage() {
  const { name, version } = versionRoute.useParams()
  return <One key={`${name}/${version}`} name={name} given={version} />
}

function One({ name, given }: { name: string; given: string }) {
  const search = versionRoute.useSearch()
  const navigate = versionRoute.useNavigate()
  const go = useGo()
  const isPhone = useIsPhone()
  const query = useVersion(name, given)
  const model = useModel(name).data?.model
  const whole = query.data
  const run = whole?.origin.run
  const detail = useQuery({ ...runQuery(run?.run_id ?? ''), enabled: run != null })
  const mayWrite = useMay('write')
  const mayRemove = useMay('maintain')
  const describe = useDo(versions.update)
  const remove = useDo(versions.delete, () => go(modelPath(name)))
  const version = whole?.version
  const text = version && textOf(version)
  const isPrompt = model?.is_prompt ?? text !== undefined
  const title = `${name} ${version?.version ?? given}`
  usePage(title, [
    { label: isPrompt ? PROMPTS : TITLE, to: isPrompt ? '/models?prompts=yes' : '/models' },
    { label: name, to: modelPath(name) },
    { label: version ? String(version.version) : given },
  ])
  const set = (next: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  const show = (form?: Form): void => set({ form })
  const onPlace = (change: ArtifactPlace): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: !('file' in change), resetScroll: false })
  const beside = (by: number): void => {
    const next = (version?.version ?? 0) + by
    if (model?.latest && next >= 1 && next <= model.latest.version) go(versionPath(name, next))
  }
  useKeys({
    ...(version && { '[': () => beside(-1), ']': () => beside(1) }),
    ...(version && mayWrite && { a: () => show('alias') }),
  })
  if (query.isError && !whole) return <Problem error={query.error} retry={() => void query.refetch()} />
  const isReady = whole && version && (!run || !detail.isPending)
  const doings = [
    ...(version ? [{ label: 'Show the lineage', act: () => go(lineageOf({ kind: 'version', id: version.id })) }] : []),
    ...(mayWrite
      ? [
          { label: version?.description ? 'Edit the description' : 'Describe it', act: () => show('describe') },
          ...(isPrompt ? [] : [{ label: 'Move to another stage', act: () => show('stage') }]),
        ]
      : []),
    ...(mayRemove ? [{ label: 'Remove it…', takes: true, act: () => show('delete') }] : []),
  ]
  return (
    <>
      <Head
        kind={
          <span className="models-kind">
            <To to={modelPath(name)}>{middleCut(name, 40)}</To>
            {version && (
              <>
                <AliasChips name={name} aliases={version.aliases} />
                <StageChip stage={version.stage} />
              </>
            )}
          </span>
        }
        title={middleCut(title, isPhone ? 56 : 120)}
        hint={title}
        answer={isReady ? <VersionAnswer whole={whole} data={trainedOn(detail.data)} /> : ''}
        more={isReady && whole.problem ? whole.problem : undefined}
        phoneLines={[4, 2]}
        actions={
          <>
            <More doings={version ? doings : []} code={versionAsCode(name, version?.version ?? 0, isPrompt)} />
            {mayWrite && (
              <button type="button" className="button go" disabled={!version} onClick={() => show('alias')}>
                Set an alias
              </button>
            )}
          </>
        }
      />
      {isReady ? (
        <>
          <Description
            text={version.description}
            what="version"
            isEditing={search.form === 'describe'}
            mayWrite={mayWrite}
            saving={describe}
            save={(description) =>
              describe.mutate({ name, version: String(version.version), description }, { onSuccess: () => show() })
            }
            edit={(is) => show(is ? 'describe' : undefined)}
          />
          {search.form === 'alias' && mayWrite && model && (
            <AliasForm
              name={name}
              aliases={model.aliases}
              alias={search.alias}
              to={version.version}
              versions={[version.version]}
              end={() => show()}
            />
          )}
          {search.form === 'stage' && mayWrite && <StageForm name={name} version={version} end={() => show()} />}
          {search.form === 'delete' && mayRemove && (
            <DeleteForm
              word={String(version.version)}
              loss={versionLossWords(name, version)}
              verb={`Remove version ${version.version} for good`}
              isPending={remove.isPending}
              error={remove.error}
              act={() => remove.mutate({ name, version: String(version.version) })}
              end={() => show()}
            />
          )}
          {text !== undefined && (
            <Section title="Text" id="text">
              <PromptText text={text} label="Text of the prompt" />
            </Section>
          )}
          <div className="facts">
            <div>
              {!isPrompt && !version.external && <SignatureSection signature={whole.signature} />}
              {!isPrompt && <MeasuredSection whole={whole} detail={detail.data} />}
              <Tags tags={version.tags} />
            </div>
            <div>
              <FactsSection whole={whole} />
              {whole.card && <CardSection card={whole.card} />}
              {!isPrompt && !version.external && (
                <>
                  <FlavoursSection flavours={whole.flavours} />
                  <RequirementsSection requirements={whole.requirements} />
                </>
              )}
              {detail.data ? (
                <ParamsSection params={detail.data.run.params} />
              ) : (
                whole.origin.logged_model && <ParamsSection params={whole.origin.logged_model.params} />
              )}
            </div>
          </div>
          {whole.files.root !== null && !isPrompt && (
            <Artifacts root={whole.files.root} title="Files" place={search} onPlace={onPlace} />
          )}
          <Lineage node={{ kind: 'version', id: version.id, label: title }} depth={3} />
          <Events node={{ kind: 'version', id: version.id }} what="version" />
        </>
      ) : (
        <div className="models-waiting" aria-busy="true">
          <Bone width="100%" height={320} />
        </div>
      )}
    </>
  )
}

/** The data that its run says it trained on, else the first that it read. */
function trainedOn(detail: { datasets: { name: string; digest: string; context: string | null }[] } | undefined) {
  return detail?.datasets.find(({ context }) => /train/i.test(context ?? '')) ?? detail?.datasets[0]
}

/** The text of a prompt has its own place. */
function Tags({ tags }: { tags: Record<string, string> }) {
  const pairs = Object.entries(tags)
    .filter(([key]) => key !== 'mlflow.prompt.text')
    .map(([key, value]): Pair => ({ name: key, value: value || <span className="low">empty</span>, text: value }))
  return (
    <Section title="Tags" id="tags" note={pairs.length || undefined}>
      <Pairs label="tags" pairs={pairs} none="It has no tags." />
    </Section>
  )
}
