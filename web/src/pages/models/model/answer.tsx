/** The sentence on top of a model: how many versions, which is the newest, where aliases point. */
import { Fragment } from 'react'
import { counted } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { versionPath } from '../../../parts/nodes.ts'
import { Ago } from '../../../parts/time.tsx'
import type { Model, Series } from '../asks.ts'
import { seriesWords } from '../words.ts'

/** More aliases than these are counted. */
const FEW = 4

export function ModelAnswer({ model, series }: { model: Model; series: Series | undefined }) {
  const { name, versions, latest, aliases } = model
  if (!latest)
    return (
      <>
        <b>{name}</b> has no version yet.
      </>
    )
  return (
    <>
      <b>{name}</b> has {counted(versions, 'version')}; the newest,{' '}
      <To to={versionPath(name, latest.version)}>{latest.version}</To>, was registered
      {latest.registered_by && ` by ${latest.registered_by}`} <Ago at={latest.registered_at} />;{' '}
      {aliases.length === 0 ? (
        'no alias points at any.'
      ) : aliases.length > FEW ? (
        `${counted(aliases.length, 'alias', 'aliases')} point at its versions.`
      ) : (
        <>
          {aliases.map(({ alias, version }, i) => (
            <Fragment key={alias}>
              {i > 0 && (i === aliases.length - 1 ? ' and ' : ', ')}
              <b>{alias}</b> {i === 0 && 'points '}at <To to={versionPath(name, version)}>{version}</To>
            </Fragment>
          ))}
          .
        </>
      )}
      {series && ` ${seriesWords(series)}`}
    </>
  )
}
