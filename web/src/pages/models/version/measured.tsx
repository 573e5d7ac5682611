/** How a version was measured: evaluations of its logged model with their data, and what its run logged last. */
import { middleCut } from '../../../format/names.ts'
import { counted } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { lineageOf } from '../../../parts/nodes.ts'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Value } from '../../track/experiment/cell.tsx'
import type { Detail } from '../../track/run/words.ts'
import type { Whole } from '../asks.ts'

type Evaluation = Whole['evaluations'][number]

export function MeasuredSection({ whole, detail }: { whole: Whole; detail: Detail | undefined }) {
  const { evaluations } = whole
  // Clients log what they measure of a model to its run too: it is shown once.
  const own = evaluations.find(({ run_id }) => run_id === detail?.run.run_id)
  const isShown = ([key, { value }]: [string, { value: number | string }]): boolean =>
    own?.metrics.every((metric) => metric.key !== key || metric.value !== value) ?? true
  const metrics = Object.entries(detail?.run.metrics ?? {})
    .filter(isShown)
    .sort(([a], [b]) => a.localeCompare(b))
  return (
    <>
      <Section
        title="Evaluations"
        id="evaluations"
        note={evaluations.length ? counted(evaluations.length, 'time') : undefined}
      >
        {evaluations.length ? (
          evaluations.map((each) => (
            <OneEvaluation key={`${each.run_id} ${each.dataset?.name} ${each.dataset?.digest}`} evaluation={each} />
          ))
        ) : (
          <p className="low">
            Nobody has measured it on named data. mlflow.evaluate with this model, or log_metric with its model_id and a
            dataset, does.
          </p>
        )}
      </Section>
      {metrics.length > 0 && (
        <Section
          title="Metrics of its run"
          id="metrics"
          note={own ? 'the last value of each other' : 'the last value of each'}
        >
          <Pairs
            label="metrics of its run"
            none=""
            pairs={metrics.map(
              ([key, { value, step }]): Pair => ({
                name: key,
                value: <Value value={value} />,
                extra: `step ${step}`,
              }),
            )}
          />
        </Section>
      )}
    </>
  )
}

function OneEvaluation({ evaluation: { run_id, run_name, dataset, at, metrics } }: { evaluation: Evaluation }) {
  return (
    <div className="models-evaluation">
      <p className="low">
        {dataset ? (
          <>
            On{' '}
            <To to={lineageOf({ kind: 'dataset-version', id: `${dataset.name}@${dataset.digest ?? ''}` })}>
              {middleCut(dataset.name, 40)}
            </To>{' '}
            {dataset.digest && <code>{middleCut(dataset.digest, 12)}</code>}
          </>
        ) : (
          'On data that the script did not name'
        )}
        , by <To to={`/runs/${run_id}`}>{run_name ? middleCut(run_name, 40) : `run ${run_id.slice(0, 8)}`}</To>,{' '}
        <Ago at={at} />
      </p>
      <Pairs
        label="measurements"
        none=""
        pairs={metrics.map(
          ({ key, value, step }): Pair => ({
            name: key,
            value: <Value value={value} />,
            extra: `step ${step}`,
          }),
        )}
      />
    </div>
  )
}
