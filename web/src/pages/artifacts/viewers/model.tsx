/** MLmodel: what a model can be loaded as, what it takes and what it returns. */
import { useMemo } from 'react'
import { parse } from 'yaml'
import { columnsOf } from '../../../../../src/lib/schema-columns.ts'
import { middleCut } from '../../../format/names.ts'
import { formatBytes, formatCount } from '../../../format/numbers.ts'
import { Columns } from '../../../parts/columns.tsx'
import { To } from '../../../parts/link.tsx'
import { lineageOf } from '../../../parts/nodes.ts'
import { Problem } from '../../../parts/problem.tsx'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { Reading } from '../file-view.tsx'
import { useSpan } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { decodeText } from './decode.ts'
import { Note, Ways } from './note.tsx'
import { TextViewer } from './text.tsx'

const CAP = 2_000_000

interface Written {
  flavors?: Record<string, Record<string, unknown> | null>
  signature?: { inputs?: string | null; outputs?: string | null; params?: string | null } | null
  mlflow_version?: string
  model_id?: string
  model_uuid?: string
  run_id?: string
  model_size_bytes?: number
  utc_time_created?: string
}

export function ModelViewer({ file, view, onView }: ViewerOf) {
  const { data, error, refetch } = useSpan(file, file.bytes > CAP ? [0, CAP] : undefined)
  const read = useMemo(() => {
    if (!data) return undefined
    try {
      const model = parse(decodeText(data, { isStart: true, isEnd: true }).text, { maxAliasCount: 100 }) as Written
      return Object(model) === model ? { model } : { fault: 'it holds no keys' }
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) }
    }
  }, [data])
  if (error) return <Problem error={error} retry={() => void refetch()} />
  if (!read) return <Reading />
  const ways = (
    <Ways
      label="Show as"
      ways={[
        [undefined, 'Model'],
        ['source', 'Source'],
      ]}
      view={view}
      onView={onView}
    />
  )
  if (!read.model || view === 'source')
    return (
      <>
        <Note>
          {read.fault && <span className="bad">It cannot be read: {read.fault}</span>}
          {read.model && ways}
        </Note>
        <TextViewer file={file} view={undefined} onView={() => undefined} />
      </>
    )
  return (
    <>
      <Note>{ways}</Note>
      <div className="model-file">
        <Facts model={read.model} />
        <Flavours flavours={read.model.flavors ?? {}} />
        <Signature signature={read.model.signature ?? {}} />
      </div>
    </>
  )
}

function Facts({ model }: { model: Written }) {
  const pairs: Pair[] = [
    ...(model.model_id
      ? [
          {
            name: 'Model',
            value: (
              <To to={lineageOf({ kind: 'model-version', id: model.model_id })}>{middleCut(model.model_id, 24)}</To>
            ),
          },
        ]
      : []),
    ...(model.run_id
      ? [{ name: 'Made by', value: <To to={`/runs/${model.run_id}`}>run {model.run_id.slice(0, 8)}</To> }]
      : []),
    ...(model.model_size_bytes ? [{ name: 'Size', value: formatBytes(model.model_size_bytes) }] : []),
    ...(model.mlflow_version ? [{ name: 'Written by', value: `MLflow ${model.mlflow_version}` }] : []),
    ...(model.utc_time_created ? [{ name: 'Made', value: `${model.utc_time_created.slice(0, 19)} UTC` }] : []),
  ]
  return <Pairs label="model" pairs={pairs} none="" />
}

/** What a flavour says of itself in one line: texts and numbers, not what is nested. */
const aboutOf = (flavour: Record<string, unknown> | null): string =>
  Object.entries(flavour ?? {})
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

function Flavours({ flavours }: { flavours: Record<string, Record<string, unknown> | null> }) {
  const all = Object.entries(flavours)
  return (
    <Section title="Loads as" note={formatCount(all.length)}>
      <Pairs
        label="flavours"
        none="It names no flavour: nothing can load it."
        pairs={all.map(([name, flavour]) => ({ name, value: aboutOf(flavour), text: aboutOf(flavour) }))}
      />
    </Section>
  )
}

const PARTS = [
  ['inputs', 'Takes'],
  ['outputs', 'Returns'],
  ['params', 'Params of a prediction'],
] as const

function Signature({ signature }: { signature: NonNullable<Written['signature']> }) {
  const parts = PARTS.flatMap(([part, title]) => {
    const text = signature[part]
    return text ? [{ title, text, columns: columnsOf(text) }] : []
  })
  if (!parts.length)
    return (
      <Section title="Signature">
        <p className="low">
          It has none: what it takes and returns is not written down. log_model keeps one when it gets an input_example.
        </p>
      </Section>
    )
  return parts.map(({ title, text, columns }) => (
    <Section key={title} title={title} {...(columns && { note: formatCount(columns.length) })}>
      {columns ? <Columns columns={columns} /> : <pre className="raw-text">{text}</pre>}
    </Section>
  ))
}
