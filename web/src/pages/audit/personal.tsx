/** Runs that read columns about people and do not say what for; nothing where no columns are. */
import { useQuery } from '@tanstack/react-query'
import { PURPOSE_TAG, personal } from '../../../../src/features/track/contract/personal.ts'
import { call } from '../../api.ts'
import { middleCut } from '../../format/names.ts'
import { pathOf, To } from '../../parts/link.tsx'
import { Ago } from '../../parts/time.tsx'
import { KEYS } from '../../queries.ts'
import { personalWords } from './words.ts'

const SHOWN = 20

/** What is said to be about people, and who read it without saying why; undefined until both are known. */
export function usePersonal() {
  const tagged = useQuery({
    queryKey: [KEYS.audit, 'personal'],
    queryFn: ({ signal }) => call(personal.list, {}, signal),
  })
  const count = tagged.data?.datasets.length
  const silent = useQuery({
    queryKey: [KEYS.audit, 'without-purpose'],
    queryFn: ({ signal }) => call(personal.runs, { limit: SHOWN }, signal),
    enabled: Boolean(count),
  })
  const none = { runs: [], has_more: false }
  return {
    isSettled: tagged.isError || count === 0 || !silent.isPending,
    ...{ datasets: count ?? 0, ...(silent.data ?? none) },
  }
}

export function Personal({ datasets, runs, has_more }: ReturnType<typeof usePersonal>) {
  if (datasets === 0) return null
  return (
    <section className="panel audit-personal" aria-label="Personal data">
      <h3>
        Personal data{' '}
        <small>
          <To to={pathOf('/audit', { group: 'personal-data' })}>all that happened to it</To>
        </small>
      </h3>
      <p>{personalWords(datasets, runs.length, has_more)}</p>
      {runs.length > 0 && (
        <>
          <ul>
            {runs.map(({ run_id, name, started_at, dataset, columns }) => (
              <li key={`${run_id} ${dataset}`}>
                <To to={`/runs/${run_id}`}>{middleCut(name, 40)}</To> read <b>{middleCut(columns.join(', '), 60)}</b> of{' '}
                {middleCut(dataset, 40)},{' '}
                <span className="low">
                  <Ago at={started_at} />
                </span>
              </li>
            ))}
          </ul>
          <p className="low">
            The tag <code>{PURPOSE_TAG}</code> of a run says it; runs that have it leave this list.
          </p>
        </>
      )}
    </section>
  )
}
