/** One run: how it stands, its curves, and all that is known of it. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Bone } from '../../../parts/bone.tsx'
import { Events } from '../../../parts/events.tsx'
import { Head } from '../../../parts/head.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { Lineage } from '../../../parts/lineage.tsx'
import { useGo } from '../../../parts/link.tsx'
import { useMay } from '../../../parts/may.ts'
import { More } from '../../../parts/more.tsx'
import { lineageOf } from '../../../parts/nodes.ts'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Artifacts } from '../../artifacts/artifacts.tsx'
import type { ArtifactPlace } from '../../artifacts/place.ts'
import { runRoute } from '../routes.ts'
import { useRunAnswer } from './answer.tsx'
import { runAsCode } from './as-code.ts'
import { NOTE, useChange } from './changes.ts'
import { ChartGrid } from './charts/grid.tsx'
import { CompareWith } from './compare-with.tsx'
import { EnvironmentSection } from './environment.tsx'
import { Name, Note } from './in-place.tsx'
import { DatasetsSection, ModelsSection } from './inputs.tsx'
import { Kind } from './kind.tsx'
import { NestedSection } from './nested.tsx'
import { OnThisPage } from './on-this-page.tsx'
import { ParamsSection } from './params.tsx'
import { runQuery } from './queries.ts'
import './run.css'
import { TagsSection } from './tags.tsx'
import { InTrash } from './trash.tsx'
import { ValuesSection } from './values.tsx'
import type { Detail } from './words.ts'

export function RunPage() {
  const { id } = runRoute.useParams()
  // Another run is another page: what was being edited stays with the first.
  return <One key={id} id={id} />
}

function One({ id }: { id: string }) {
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
  const run = detail?.run
  const answer = useRunAnswer(detail)
  usePage(run?.name ?? 'Run', [
    { label: 'Experiments', to: '/experiments' },
    ...(detail ? [{ label: detail.experiment.name, to: `/experiments/${detail.experiment.experiment_id}` }] : []),
    { label: run?.name ?? '…' },
  ])
  const changing = useChange(id)
  const [edits, setEdits] = useState<'name' | 'note'>()
  const [isComparing, setComparing] = useState(false)
  const [isFresh, setFresh] = useState(false)
  const mayChange = useMay('write')
  const mayWrite = mayChange && run !== undefined && !run.deleted
  const go = useGo()
  useKeys({ ...(detail && { c: () => setComparing(true) }) })
  // The list of names changes only when a metric is new: points alone must not draw all cards again.
  const names = detail ? Object.keys(detail.run.metrics).sort().join('\n') : ''
  const metrics = useMemo(() => listOf(names), [names])
  const singleNames = detail?.single.join('\n') ?? ''
  const single = useMemo(() => listOf(singleNames), [singleNames])
  const models = detail?.models
  const notes = useMemo(() => modelNotes(models ?? []), [models])
  if (query.isError && !detail) return <Problem error={query.error} retry={() => void query.refetch()} />
  const note = run?.tags[NOTE] ?? ''
  const doings = [
    ...(mayWrite
      ? [
          { label: 'Rename', act: () => setEdits('name') },
          { label: note ? 'Edit the note' : 'Add a note', act: () => setEdits('note') },
        ]
      : []),
    { label: 'Show the lineage', act: () => go(lineageOf({ kind: 'run', id })) },
    ...(mayWrite
      ? [
          {
            label: 'Move to the trash',
            takes: true,
            act: () => changing.mutate({ deleted: true }, { onSuccess: () => setFresh(true) }),
          },
        ]
      : []),
  ]
  return (
    <>
      <Head
        kind={run ? <Kind run={run} /> : 'Run'}
        title={
          run ? (
            <Name
              run={run}
              changing={changing}
              isEditing={edits === 'name'}
              mayWrite={mayWrite}
              onEditing={(is) => setEdits(is ? 'name' : undefined)}
              letters={isPhone ? 56 : 120}
            />
          ) : (
            <Bone width={200} height={28} />
          )
        }
        {...(run && { hint: run.name })}
        answer={answer.sentence}
        more={answer.more}
        phoneLines={[2, run && /lost|failed/.test(run.state) ? 3 : 0]}
        actions={
          <>
            <More doings={doings} code={runAsCode(id)} />
            <button type="button" className="button go" disabled={!detail} onClick={() => setComparing(true)}>
              Compare with…
            </button>
          </>
        }
      />
      {detail && run && answer.sentence !== '' ? (
        <>
          {run.deleted && <InTrash run={run} changing={changing} mayWrite={mayChange} isFresh={isFresh} />}
          <Note
            text={note}
            changing={changing}
            isEditing={edits === 'note'}
            mayWrite={mayWrite}
            onEditing={(is) => setEdits(is ? 'note' : undefined)}
          />
          <OnThisPage parts={partsOf(detail)} />
          <div id="charts" className="page-part">
            <ChartGrid
              run={id}
              runName={run.name}
              metrics={metrics}
              single={single}
              latest={run.metrics}
              notes={notes}
              origin={Number(run.started_at ?? 0)}
              isLive={run.state === 'running'}
            />
          </div>
          <ValuesSection run={run} />
          <div className="facts">
            <div>
              <ParamsSection params={run.params} />
              <DatasetsSection datasets={detail.datasets} />
              <ModelsSection run={id} models={detail.models} />
              <TagsSection tags={run.tags} changing={changing} mayWrite={mayWrite} />
            </div>
            <div>
              <EnvironmentSection detail={detail} onFile={(file) => onPlace({ file })} />
            </div>
          </div>
          <NestedSection detail={detail} />
          <Artifacts root={detail.artifact_uri} isLive={run.state === 'running'} place={search} onPlace={onPlace} />
          <Lineage node={{ kind: 'run', id, label: run.name }} />
          <Events node={{ kind: 'run', id }} what="run" />
          {isComparing && <CompareWith detail={detail} onClose={() => setComparing(false)} />}
        </>
      ) : (
        <Waiting />
      )}
    </>
  )
}

const listOf = (lines: string): string[] => (lines ? lines.split('\n') : [])

const partsOf = ({ run, datasets, models, children, parent }: Detail) => [
  { id: 'charts', label: 'Charts' },
  ...(Object.keys(run.metrics).length
    ? [{ id: 'values', label: 'Metrics', count: Object.keys(run.metrics).length }]
    : []),
  { id: 'params', label: 'Params', count: Object.keys(run.params).length },
  ...(datasets.length ? [{ id: 'datasets', label: 'Datasets', count: datasets.length }] : []),
  ...(models.length ? [{ id: 'models', label: 'Models', count: models.length }] : []),
  { id: 'tags', label: 'Tags' },
  { id: 'environment', label: 'Environment' },
  ...(children.length || parent ? [{ id: 'nested', label: 'Nested runs', count: children.length }] : []),
  { id: 'artifacts', label: 'Artifacts' },
  { id: 'events', label: 'Events' },
]

/** Models that the run made on its way; one made before the first step says nothing of a step. */
const modelNotes = (models: Detail['models']) =>
  models
    .filter(({ direction, step }) => direction === 'output' && step > 0)
    .map(({ step }) => ({ step, label: 'model' }))

const Waiting = () => (
  <div className="charts appear" style={{ marginTop: 98 }} aria-busy="true">
    {[0, 1, 2, 3, 4, 5].map((i) => (
      <div key={i} className="panel chart">
        <Bone width="100%" height={200} />
      </div>
    ))}
  </div>
)
