/** What uses the disk, as one bar. */
import { formatBytes } from '../../format/numbers.ts'
import type { Disk } from './asks.ts'

interface Part {
  key: string
  label: string
  bytes: number
}

const LABELS: Record<Disk['parts'][number]['what'], string> = {
  database: 'database',
  artifacts: 'artifacts',
  backups: 'backups',
}

function partsOf({ parts, others, free }: Disk): Part[] {
  return [
    ...parts
      .filter(({ here }) => here)
      .map(({ what, bytes }) => ({ key: what, label: LABELS[what], bytes: Number(bytes) })),
    { key: 'others', label: 'all else on this disk', bytes: Number(others) },
    { key: 'free', label: 'free', bytes: Number(free) },
  ]
}

const percent = (share: number): string => `${share > 0 && share < 0.001 ? '<0.1' : (share * 100).toFixed(1)} %`

export function DiskPicture({ disk }: { disk: Disk }) {
  const parts = partsOf(disk)
  const size = Number(disk.size)
  const elsewhere = disk.parts.filter(({ here }) => !here)
  const share = (bytes: number): number => (size > 0 ? bytes / size : 0)
  const said = parts.map(({ label, bytes }) => `${label} ${formatBytes(bytes)}`).join(', ')
  return (
    <section className="panel operate-disk" aria-label="Disk">
      <h3>
        The disk of the data{' '}
        <small>
          {formatBytes(size)}, of which {formatBytes(Number(disk.free))} are free; {disk.place}
        </small>
      </h3>
      <div className="disk-bar" role="img" aria-label={said}>
        {parts.map(({ key, label, bytes }) => (
          <i key={key} className={key} style={{ flexGrow: share(bytes) }} title={`${label}: ${formatBytes(bytes)}`} />
        ))}
      </div>
      <ul className="disk-legend">
        {parts.map(({ key, label, bytes }) => (
          <li key={key}>
            <i className={`dot ${key}`} aria-hidden="true" />
            {label} <b className="num">{formatBytes(bytes)}</b> <span className="low num">{percent(share(bytes))}</span>
          </li>
        ))}
      </ul>
      {elsewhere.length > 0 && (
        <p className="low">
          Elsewhere: {elsewhere.map(({ what, bytes }) => `${LABELS[what]} ${formatBytes(Number(bytes))}`).join(', ')}.
        </p>
      )}
      <details className="disk-tables">
        <summary>Largest tables</summary>
        <table className="table dense">
          <thead>
            <tr>
              <th scope="col">Table, with its indexes</th>
              <th scope="col" className="n">
                Bytes
              </th>
            </tr>
          </thead>
          <tbody>
            {disk.tables.map(({ name, bytes }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="n" title={`${Number(bytes).toLocaleString('en')} bytes`}>
                  {formatBytes(Number(bytes))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
