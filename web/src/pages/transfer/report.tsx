/** What an import took, what it left and why, and where each experiment went. */
import { middleCut } from '../../format/names.ts'
import { formatBytes, formatCount } from '../../format/numbers.ts'
import { To } from '../../parts/link.tsx'
import type { Import } from './asks.ts'
import { HOW, nameOf } from './words.ts'

const SHOWN = 200

export function Report({ view: { report, dry_run, error } }: { view: Import }) {
  const taken = report.taken.filter(({ count, known }) => Number(count) > 0 || Number(known) > 0)
  const say = (kind: string, n: number | bigint): string => (kind === 'bytes' ? formatBytes(Number(n)) : formatCount(n))
  return (
    <div className="transfer-report">
      {error !== null && (
        <p className="mistake" role="alert">
          {error}
        </p>
      )}
      {report.version && <p className="low">Written or served by MLflow {report.version}.</p>}
      {taken.length > 0 && (
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className="n">
                {dry_run ? 'Would be new' : 'New here'}
              </th>
              <th scope="col" className="n">
                Here already
              </th>
            </tr>
          </thead>
          <tbody>
            {taken.map(({ kind, count, known }) => (
              <tr key={kind}>
                <th scope="row">{nameOf(kind)}</th>
                <td className="n">{say(kind, count)}</td>
                <td className="n low">{say(kind, known)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {report.left.length > 0 && (
        <section aria-label="Not taken">
          <h4>{dry_run ? 'Would not be taken' : 'Not taken'}</h4>
          <ul className="transfer-left">
            {report.left.map(({ what, why, count, examples }) => (
              <li key={`${what} ${why}`}>
                <b>
                  {count !== null && `${formatCount(count)} `}
                  {what}
                </b>
                , as {why}
                {examples.length > 0 && (
                  <details>
                    <summary>{examples.length === 1 ? 'which' : 'which, for example'}</summary>
                    <p className="low">{examples.map((each) => middleCut(each, 80)).join(', ')}</p>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {report.experiments.length > 0 && (
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">Experiment there</th>
              <th scope="col">Here</th>
              <th scope="col">How</th>
            </tr>
          </thead>
          <tbody>
            {report.experiments.slice(0, SHOWN).map(({ source_id, name, experiment_id, here, how }) => (
              <tr key={source_id}>
                <td title={name}>{middleCut(name, 48)}</td>
                <td>
                  {experiment_id === null ? (
                    middleCut(here, 48)
                  ) : (
                    <To to={`/experiments/${experiment_id}`} title={here}>
                      {middleCut(here, 48)}
                    </To>
                  )}
                </td>
                <td className="low">{dry_run && how === 'made' ? 'would be made' : HOW[how]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {report.experiments.length > SHOWN && (
        <p className="low">
          The first {SHOWN} of {formatCount(report.experiments.length)}; the API has them all.
        </p>
      )}
    </div>
  )
}
