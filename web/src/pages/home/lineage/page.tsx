/** Any node of the graph: what it came from, what depends on it, what changed since, and what is known of it. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { home, MAX_DEPTH } from '../../../../../src/features/home/contract.ts'
import { KINDS } from '../../../../../src/lib/vocabulary.ts'
import { call } from '../../../api.ts'
import { middleCut } from '../../../format/names.ts'
import { Bone } from '../../../parts/bone.tsx'
import { CopyAs } from '../../../parts/copy-as.tsx'
import { Events } from '../../../parts/events.tsx'
import { Head } from '../../../parts/head.tsx'
import { To } from '../../../parts/link.tsx'
import { hasPage, pageOf, wordOf } from '../../../parts/nodes.ts'
import { usePage } from '../../../parts/page.tsx'
import { useIsPhone } from '../../../parts/phone.ts'
import { Problem } from '../../../parts/problem.tsx'
import { KEYS } from '../../../queries.ts'
import type { ArtifactPlace } from '../../artifacts/place.ts'
import { lineageAnswer } from './answer.tsx'
import { lineageAsCode } from './as-code.ts'
import { DatasetDetail, useDataset } from './dataset.tsx'
import { Graph } from './graph.tsx'
import './lineage.css'
import { ModelDetail, useModel } from './model.tsx'
import { lineageRoute } from './routes.ts'
import { Changes, Cuts, FoundTable } from './tables.tsx'
import { HOW_LINKED, NO_DEPENDENTS, NO_ORIGIN } from './words.ts'

const USUAL_DEPTH = 2
const NONE: string[] = []

export function LineagePage() {
  const { kind: given, _splat: id = '' } = lineageRoute.useParams()
  const search = lineageRoute.useSearch()
  const navigate = useNavigate({ from: lineageRoute.fullPath })
  const isPhone = useIsPhone()
  const kind = KINDS.find((known) => known === given) ?? (given as (typeof KINDS)[number])
  const depth = Math.min(MAX_DEPTH, Math.max(1, Number(search.depth) || USUAL_DEPTH))
  const query = useQuery({
    queryKey: [KEYS.lineage, kind, id, depth],
    queryFn: ({ signal }) => call(home.lineage, { kind, id, depth }, signal),
    // Another depth of the same node: the picture stays until the new one is there.
    placeholderData: (before) =>
      before?.node.kind === kind && before.node.id === id ? keepPreviousData(before) : undefined,
  })
  const dataset = useDataset(id, kind === 'dataset-version')
  const model = useModel(id, kind === 'model-version')
  // What is known of the node stands above the tables: they wait for it rather than move.
  const isReady = (kind !== 'dataset-version' || !dataset.isPending) && (kind !== 'model-version' || !model.isPending)
  const lineage = isReady ? query.data : undefined
  const { node } = lineage ?? {}
  const answer = lineageAnswer(lineage)
  usePage(node ? `Lineage of ${node.label}` : 'Lineage', [{ label: 'Lineage' }, { label: node?.label ?? '…' }])
  if (query.isError && !lineage) return <Problem error={query.error} retry={() => void query.refetch()} />
  const open = search.open ?? NONE
  const setQuery = (change: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  const onPlace = (change: ArtifactPlace): void =>
    void navigate({
      search: (before) => ({ ...before, ...change }),
      replace: !('file' in change),
      resetScroll: false,
    })
  return (
    <>
      <Head
        kind={KINDS.includes(kind) ? capital(wordOf(kind)) : 'Lineage'}
        title={node ? middleCut(node.label, isPhone ? 56 : 120) : <Bone width={240} height={28} />}
        {...(node && { hint: node.label })}
        answer={answer.sentence}
        more={answer.more}
        phoneLines={[3, 1]}
        actions={
          <>
            <CopyAs code={lineageAsCode({ kind, id }, depth)} />
            {node && hasPage(node) && (
              <To to={pageOf(node)} className="button go">
                Open the {wordOf(kind)}
              </To>
            )}
          </>
        }
      />
      <Depths
        depth={depth}
        onDepth={(depth) => setQuery({ depth: depth === USUAL_DEPTH ? undefined : String(depth), open: undefined })}
      />
      {lineage ? (
        <>
          {!isPhone && (
            <Graph
              lineage={lineage}
              depth={search.depth}
              open={open}
              onOpen={(group) => setQuery({ open: [...open, group] })}
            />
          )}
          <Cuts lineage={lineage} />
          {kind === 'dataset-version' && <DatasetDetail query={dataset} />}
          {kind === 'model-version' && <ModelDetail query={model} lineage={lineage} place={search} onPlace={onPlace} />}
          <Changes lineage={lineage} />
          <div className="facts">
            <FoundTable title="Came from" side="origins" lineage={lineage} none={NO_ORIGIN} />
            <FoundTable title="Depends on it" side="dependents" lineage={lineage} none={NO_DEPENDENTS} />
          </div>
          <Events node={{ kind, id }} what={wordOf(kind)} />
          {lineage.origins.length + lineage.dependents.length === 0 && <p className="low">{HOW_LINKED}</p>}
        </>
      ) : (
        <div className="graph appear" aria-busy="true" style={{ height: 220 }} />
      )}
    </>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function Depths({ depth, onDepth }: { depth: number; onDepth: (depth: number) => void }) {
  return (
    <fieldset className="lineage-depths">
      <legend className="seen-by-readers">Steps in each direction</legend>
      {Array.from({ length: MAX_DEPTH }, (_, i) => i + 1).map((steps) => (
        <button
          key={steps}
          type="button"
          className="button small bare"
          aria-pressed={steps === depth}
          onClick={() => onDepth(steps)}
        >
          {steps}
        </button>
      ))}
      <span className="low" aria-hidden="true">
        steps in each direction
      </span>
    </fieldset>
  )
}
