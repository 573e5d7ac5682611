/** One run: how it stands, its curves, and all that is known of it. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { middleCut, shortId } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { Bone } from '../../../parts/bone.tsx'
import { CopyButton } from '../../../parts/copy.tsx'
import { CopyAs } from '../../../parts/copy-as.tsx'
import { Head } from '../../../parts/head.tsx'
import { Lineage } from '../../../parts/lineage.tsx'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { StateChip } from '../../../parts/state.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Artifacts } from '../../artifacts/artifacts.tsx'
import type { ArtifactPlace } from '../../artifacts/place.ts'
import { Value } from '../experiment/cell.tsx'
import { runRoute } from '../routes.ts'
import { useRunAnswer } from './answer.tsx'
import { runAsCode } from './as-code.ts'
import { ChartGrid } from './charts/grid.tsx'
import { EnvironmentSection, toPairs } from './environment.tsx'
import { DatasetsSection, ModelsSection, NestedSection } from './inputs.tsx'
import { runQuery } from './queries.ts'
import './run.css'
import { Pairs, Section } from '../../../parts/section.tsx'
import type { Detail } from './words.ts'

export function RunPage() {
  const { id } = runRoute.useParams()
  const search = runRoute.useSearch()
  const navigate = useNavigate({ from: runRoute.fullPath })
  const onPlace = (change: ArtifactPlace): void =>
    void navigate({
      search: (before) => ({ ...before, ...change }),
      // Another file is another place to come back to.
      replace: !('file' in change),
      resetScroll: false,
    })
  const isPhone = useIsPhone()
  const query = useQuery(runQuery(id))
  const detail = query.data
  const answer = useRunAnswer(detail)
  usePage(detail?.run.name ?? 'Run', [
    { label: 'Experiments', to: '/experiments' },
    ...(detail ? [{ label: detail.experiment.name, to: `/experiments/${detail.experiment.experiment_id}` }] : []),
    { label: detail?.run.name ?? '…' },
  ])
  // The list of names changes only when a metric is new: points alone must not draw all cards again.
  const names = detail ? Object.keys(detail.run.metrics).sort().join('\n') : ''
  const metrics = useMemo(() => (names ? names.split('\n') : []), [names])
  const models = detail?.models
  const notes = useMemo(() => modelNotes(models ?? []), [models])
  if (query.isError && !detail) return <Problem error={query.error} retry={() => void query.refetch()} />
  const run = detail?.run
  const isOpen = run?.state === 'running' || run?.state === 'lost'
  return (
    <>
      <Head
        kind={run ? <Kind run={run} /> : 'Run'}
        title={run ? middleCut(run.name, isPhone ? 56 : 120) : <Bone width={200} height={20} />}
        {...(run && { hint: run.name })}
        answer={answer.sentence}
        more={answer.more}
        phoneLines={[2, run && /lost|failed/.test(run.state) ? 3 : 0]}
        actions={<CopyAs code={runAsCode(id)} />}
      />
      {run?.tags['mlflow.note.content'] && <p className="note">{run.tags['mlflow.note.content']}</p>}
      {detail && run && answer.sentence !== '' ? (
        <>
          <ChartGrid
            run={id}
            runName={run.name}
            metrics={metrics}
            notes={notes}
            origin={Number(run.started_at ?? 0)}
            isLive={run.state === 'running'}
          />
          <div className="facts">
            <div>
              <Facts run={run} />
              <DatasetsSection datasets={detail.datasets} />
              <ModelsSection models={detail.models} />
              <NestedSection parent={detail.parent} nested={detail.children} />
            </div>
            <div>
              <EnvironmentSection environment={detail.environment} isOpen={isOpen} />
              <TagsSection tags={run.tags} />
            </div>
          </div>
          <Artifacts root={detail.artifact_uri} place={search} onPlace={onPlace} />
          <Lineage node={{ kind: 'run', id, label: run.name }} />
        </>
      ) : (
        <Waiting />
      )}
    </>
  )
}

function Kind({ run: { run_id, state, started_at, user } }: { run: Detail['run'] }) {
  return (
    <span className="run-kind">
      <StateChip state={state} />
      {started_at !== null && (
        <span>
          started <Ago at={started_at} />
        </span>
      )}
      {user && <span>by {user}</span>}
      <span className="wide">
        <code title={run_id}>{shortId(run_id)}</code>
        <CopyButton text={run_id} label="Copy id" className="button small bare inline" />
      </span>
    </span>
  )
}

function Facts({ run }: { run: Detail['run'] }) {
  const metrics = Object.entries(run.metrics).sort(([a], [b]) => a.localeCompare(b))
  return (
    <>
      <Section title="Params" note={formatCount(Object.keys(run.params).length)}>
        <Pairs label="params" pairs={toPairs(run.params)} none="This run has logged no params." />
      </Section>
      <Section title="Latest metrics" note={formatCount(metrics.length)}>
        <Pairs
          label="metrics"
          pairs={metrics.map(([name, { value, step }]) => ({
            name,
            value: <Value value={value} />,
            extra: `step ${formatCount(step)}`,
          }))}
          none="This run has logged no metric."
        />
      </Section>
    </>
  )
}

/** MLflow's own tags say what the page says elsewhere; they are here too, behind the others. */
function TagsSection({ tags }: { tags: Record<string, string> }) {
  const all = toPairs(tags)
  const ours = all.filter(({ name }) => !/^(mlflow|bellwether)\./.test(name))
  const theirs = all.filter(({ name }) => /^(mlflow|bellwether)\./.test(name))
  return (
    <Section title="Tags" note={formatCount(all.length)}>
      <Pairs label="tags" pairs={[...ours, ...theirs]} none="This run has no tags." />
    </Section>
  )
}

/** Models that the run made on its way; one made before the first step says nothing of a step. */
const modelNotes = (models: Detail['models']) =>
  models
    .filter(({ direction, step }) => direction === 'output' && step > 0)
    .map(({ step }) => ({ step, label: 'model' }))

const Waiting = () => (
  <div className="charts appear" style={{ marginTop: 58 }} aria-busy="true">
    {[0, 1, 2, 3, 4, 5].map((i) => (
      <div key={i} className="panel chart">
        <Bone width="100%" height={200} />
      </div>
    ))}
  </div>
)
