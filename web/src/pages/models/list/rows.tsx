/** Models in a list: rows on a desk, cards on a phone. */
import { middleCut } from '../../../format/names.ts'
import { counted, formatCount } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { modelPath, versionPath } from '../../../parts/nodes.ts'
import { Ago } from '../../../parts/time.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import type { Model } from '../asks.ts'
import { StageChip } from '../parts.tsx'

const NOBODY = 'it was registered without an account'

export function ModelRows({ models }: { models: Model[] }) {
  // Without accounts nobody has a name.
  const hasNames = models.some(({ latest }) => latest?.registered_by)
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Newest</th>
          <th scope="col">Aliases</th>
          <th scope="col" className="n">
            Versions
          </th>
          {hasNames && <th scope="col">By</th>}
          <th scope="col" className="n">
            Registered
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <tr key={model.id}>
            <td>
              <Name model={model} />
              {model.description && (
                <div className="low models-about is-short" title={model.description}>
                  {model.description}
                </div>
              )}
            </td>
            <td>
              <Newest model={model} />
            </td>
            <td>
              <Aliases model={model} />
            </td>
            <td className="n">{formatCount(model.versions)}</td>
            {hasNames && <td>{model.latest ? (model.latest.registered_by ?? <Unknown why={NOBODY} />) : null}</td>}
            <td className="n low">
              <Ago at={model.latest?.registered_at ?? model.created_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function ModelCards({ models }: { models: Model[] }) {
  return (
    <ul className="models-cards">
      {models.map((model) => (
        <li key={model.id} className="panel">
          <Name model={model} />
          {model.latest && (
            <p>
              newest {model.latest.version} <StageChip stage={model.latest.stage} />{' '}
              {model.aliases.length > 0 && <Aliases model={model} />}
            </p>
          )}
          <p className="low">
            {counted(model.versions, 'version')}
            {model.latest?.registered_by && `, the last by ${model.latest.registered_by}`} ·{' '}
            <Ago at={model.latest?.registered_at ?? model.created_at} />
          </p>
        </li>
      ))}
    </ul>
  )
}

const Name = ({ model: { name } }: { model: Model }) => (
  <To to={modelPath(name)} data-row="" title={name}>
    {middleCut(name, 60)}
  </To>
)

function Newest({ model: { name, latest } }: { model: Model }) {
  if (!latest) return <span className="low">no version</span>
  return (
    <>
      <To to={versionPath(name, latest.version)} className="num">
        {latest.version}
      </To>{' '}
      <StageChip stage={latest.stage} />
    </>
  )
}

function Aliases({ model: { name, aliases } }: { model: Model }) {
  if (!aliases.length) return <span className="low">none</span>
  return (
    <span className="models-chips">
      {aliases.map(({ alias, version }) => (
        <To
          key={alias}
          to={versionPath(name, `@${alias}`)}
          className="chip busy"
          title={`${alias} points at ${version}`}
        >
          {middleCut(alias, 24)} <span className="num">{version}</span>
        </To>
      ))}
    </span>
  )
}
