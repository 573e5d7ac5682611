/** The versions of a model as a list: aliases, stage, what each was measured at, where it comes from. */
import { middleCut } from '../../../format/names.ts'
import { formatCount } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { lineageOf, versionPath } from '../../../parts/nodes.ts'
import { useIsPhone } from '../../../parts/phone.ts'
import { Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { Value } from '../../track/experiment/cell.tsx'
import type { Series, Version } from '../asks.ts'
import { AliasChips, StageChip } from '../parts.tsx'
import { seriesName } from '../words.ts'

interface VersionsOf {
  name: string
  versions: Version[]
  total: number
  series: Series | undefined
  mayWrite: boolean
  setAlias: (version: number) => void
  more: (() => void) | undefined
}

export function VersionsSection(props: VersionsOf) {
  const { versions, total, more } = props
  const isPhone = useIsPhone()
  return (
    <Section title="Versions" id="versions" note={formatCount(total)}>
      {versions.length === 0 ? (
        <p className="low">It has no version yet. mlflow.register_model makes one.</p>
      ) : isPhone ? (
        <Cards {...props} />
      ) : (
        <Rows {...props} />
      )}
      {more && (
        <button type="button" className="button small bare more" onClick={more}>
          Show older ones of {formatCount(total)}
        </button>
      )}
    </Section>
  )
}

/** MLflow's own tags say what the page says elsewhere. */
const ownTags = ({ tags }: Version): [string, string][] =>
  Object.entries(tags).filter(([key]) => !/^(mlflow|bellwether)\./.test(key))

function Rows({ name, versions, series, mayWrite, setAlias }: VersionsOf) {
  const values = valuesOf(series)
  const hasStage = versions.some(({ stage }) => stage !== 'None')
  const hasNames = versions.some(({ registered_by }) => registered_by)
  const hasTags = versions.some((version) => ownTags(version).length > 0)
  return (
    <table className="table models-versions">
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Aliases</th>
          {hasStage && <th scope="col">Stage</th>}
          {series && (
            <th scope="col" className="n" title={seriesName(series)}>
              {middleCut(series.key, 28)}
            </th>
          )}
          <th scope="col">Comes from</th>
          {hasTags && <th scope="col">Tags</th>}
          {hasNames && <th scope="col">By</th>}
          <th scope="col" className="n">
            Registered
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <tr key={version.version}>
            <td>
              <To to={versionPath(name, version.version)} data-row="" className="num">
                {version.version}
              </To>
              {version.description && (
                <div className="low models-about is-short" title={version.description}>
                  {version.description}
                </div>
              )}
            </td>
            <td>
              <span className="models-aliased">
                <AliasChips name={name} aliases={version.aliases} />
                {mayWrite && (
                  <button
                    type="button"
                    className="button small bare inline"
                    aria-label={`Set an alias on version ${version.version}`}
                    onClick={() => setAlias(version.version)}
                  >
                    Set an alias
                  </button>
                )}
              </span>
            </td>
            {hasStage && (
              <td>
                {version.stage === 'None' ? <span className="low">none</span> : <StageChip stage={version.stage} />}
              </td>
            )}
            {series && (
              <td className="n">
                <Measured value={values.get(version.version)} />
              </td>
            )}
            <td className="models-origin">
              <Origin version={version} />
            </td>
            {hasTags && (
              <td>
                <Tags version={version} />
              </td>
            )}
            {hasNames && <td>{version.registered_by ?? <Unknown why="it was registered without an account" />}</td>}
            <td className="n low">
              <Ago at={version.registered_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cards({ name, versions, series }: VersionsOf) {
  const values = valuesOf(series)
  return (
    <ul className="models-cards">
      {versions.map((version) => (
        <li key={version.version} className="panel">
          <p className="models-card-head">
            <To to={versionPath(name, version.version)} data-row="">
              Version {version.version}
            </To>
            <AliasChips name={name} aliases={version.aliases} />
            <StageChip stage={version.stage} />
          </p>
          {series && (
            <p>
              {middleCut(series.key, 32)} <Measured value={values.get(version.version)} />
            </p>
          )}
          <p className="low">
            <Origin version={version} /> · <Ago at={version.registered_at} />
          </p>
        </li>
      ))}
    </ul>
  )
}

const valuesOf = (series: Series | undefined) =>
  new Map(series?.versions.map((version, i) => [version, series.values[i]!]) ?? [])

const Measured = ({ value }: { value: Series['values'][number] | undefined }) =>
  value === undefined ? <Unknown why="it was not measured" /> : <Value value={value} />

function Origin({ version: { run_id, logged_model_id, external, source } }: { version: Version }) {
  if (external) return <span title={external.source}>others: {middleCut(external.source, 40)}</span>
  if (!run_id && !logged_model_id) return <span title={source}>{middleCut(source, 40)}</span>
  return (
    <>
      {run_id && <To to={`/runs/${run_id}`}>run {run_id.slice(0, 8)}</To>}
      {run_id && logged_model_id && ' · '}
      {logged_model_id && (
        <To to={lineageOf({ kind: 'model-version', id: logged_model_id })} title={logged_model_id}>
          {middleCut(logged_model_id, 12)}
        </To>
      )}
    </>
  )
}

function Tags({ version }: { version: Version }) {
  const tags = ownTags(version)
  const text = tags.map(([key, value]) => (value ? `${key}: ${value}` : key)).join(', ')
  return text ? <span title={text}>{middleCut(text, 40)}</span> : null
}
