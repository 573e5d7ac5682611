/** The sentence on top of a version: what made it, on which data, what it takes and returns, what points at it. */
import type { ReactNode } from 'react'
import { middleCut } from '../../../format/names.ts'
import { counted } from '../../../format/numbers.ts'
import { To } from '../../../parts/link.tsx'
import { lineageOf, versionPath } from '../../../parts/nodes.ts'
import type { Whole } from '../asks.ts'
import { pointing, signatureWords, textOf } from '../words.ts'

export interface Dataset {
  name: string
  digest: string
}

export function VersionAnswer({ whole, data }: { whole: Whole; data: Dataset | undefined }) {
  const { model, version, signature } = whole
  const text = textOf(version)
  return (
    <>
      <b>
        {model.name} {version.version}
      </b>{' '}
      {text === undefined ? (
        <>
          {originOf(whole, data)}
          {!version.external && <>; {signatureWords(signature)}</>}
        </>
      ) : (
        `is a text of ${counted(text.split(/\s+/).filter(Boolean).length, 'word')}`
      )}
      ; {pointing(version.aliases)}.
    </>
  )
}

function originOf({ version, origin }: Whole, data: Dataset | undefined): ReactNode {
  const { run, copied_from: from, logged_model: logged } = origin
  const { external, source } = version
  if (external)
    return (
      <>
        was made by others and is kept at <code>{middleCut(external.source, 60)}</code>,{' '}
        {external.licence ? `under the licence ${external.licence}` : 'under a licence that is unknown'}
      </>
    )
  if (from)
    return (
      <>
        is a copy of{' '}
        <To to={versionPath(from.name, from.version)}>
          {from.name} {from.version}
        </To>
        {run && <>, which {made(run, data)}</>}
      </>
    )
  if (run) return <>is what {made(run, data)}</>
  if (logged)
    return (
      <>
        is the logged model <To to={lineageOf({ kind: 'model-version', id: logged.model_id })}>{logged.name}</To>
      </>
    )
  return (
    <>
      was registered from <code>{middleCut(source, 60)}</code>
    </>
  )
}

const made = (run: NonNullable<Whole['origin']['run']>, data: Dataset | undefined): ReactNode => (
  <>
    run <To to={`/runs/${run.run_id}`}>{middleCut(run.name, 48)}</To> made
    {data && (
      <>
        {' '}
        on <To to={lineageOf({ kind: 'dataset-version', id: `${data.name}@${data.digest}` })}>{data.name}</To>
      </>
    )}
  </>
)
