/** What is known of a version beside its signature: how it loads, what it needs, where it is. */
import { middleCut } from '../../../format/names.ts'
import { formatBytes, formatCount, formatValue } from '../../../format/numbers.ts'
import { CopyButton } from '../../../parts/copy.tsx'
import { To } from '../../../parts/link.tsx'
import { lineageOf } from '../../../parts/nodes.ts'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import type { Whole } from '../asks.ts'
import { StageChip } from '../parts.tsx'
import { textOf } from '../words.ts'

const copied = (text: string, letters = 44) => (
  <>
    <code title={text}>{middleCut(text, letters)}</code> <CopyButton text={text} className="button small bare inline" />
  </>
)

export function FactsSection({ whole: { model, version, files, origin, facts } }: { whole: Whole }) {
  const { external } = version
  const isPrompt = textOf(version) !== undefined
  const pairs: Pair[] = [
    { name: 'Loads by', value: copied(`${isPrompt ? 'prompts' : 'models'}:/${model.name}/${version.version}`) },
    ...(version.stage === 'None' ? [] : [{ name: 'Stage', value: <StageChip stage={version.stage} /> }]),
    {
      name: 'Registered',
      value: (
        <>
          <Ago at={version.registered_at} />
          {version.registered_by && `, by ${version.registered_by}`}
        </>
      ),
    },
    ...(version.changed_at > version.registered_at
      ? [{ name: 'Changed', value: <Ago at={version.changed_at} /> }]
      : []),
    ...(isPrompt
      ? []
      : [{ name: external ? 'Where its files are' : 'Registered from', value: copied(version.source) }]),
    ...(external
      ? [
          {
            name: 'Licence',
            value: external.licence ?? <Unknown why="nobody said it when the model was registered" />,
          },
          {
            name: 'SHA-256',
            value: external.sha256 ? (
              copied(external.sha256, 24)
            ) : (
              <Unknown why="nobody said it when the model was registered" />
            ),
          },
        ]
      : []),
    ...(origin.logged_model
      ? [
          {
            name: 'Logged model',
            value: (
              <To to={lineageOf({ kind: 'model-version', id: origin.logged_model.model_id })}>
                {middleCut(origin.logged_model.name, 40)}
              </To>
            ),
          },
        ]
      : []),
    ...(files.count === null
      ? []
      : [
          {
            name: 'Files',
            value: `${formatCount(files.count)}${files.bytes === null ? '' : `, ${formatBytes(Number(files.bytes))}`}`,
          },
        ]),
    ...(facts.mlflow_version ? [{ name: 'Written by', value: `MLflow ${facts.mlflow_version}` }] : []),
    ...(facts.utc_time_created ? [{ name: 'Made', value: `${facts.utc_time_created.slice(0, 19)} UTC` }] : []),
  ]
  return (
    <Section title="Version" id="version">
      <Pairs label="version" pairs={pairs} none="" />
    </Section>
  )
}

export function FlavoursSection({ flavours }: { flavours: Whole['flavours'] }) {
  const say = (facts: Record<string, string>): string =>
    Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  return (
    <Section title="Loads as" id="flavours" note={flavours.length ? formatCount(flavours.length) : undefined}>
      <Pairs
        label="flavours"
        none="In which ways it can be loaded is not known."
        pairs={flavours.map(({ name, facts }) => ({ name, value: say(facts), text: say(facts) }))}
      />
    </Section>
  )
}

/** What the card among its files says; nothing of it was checked. */
export function CardSection({ card }: { card: NonNullable<Whole['card']> }) {
  const said: Pair[] = [
    ...(card.licence ? [{ name: 'Licence', value: card.licence }] : []),
    ...(card.task ? [{ name: 'Made for', value: card.task }] : []),
    ...(card.library ? [{ name: 'Library', value: card.library }] : []),
    ...(
      [
        ['Made from', card.base_models],
        ['Data', card.datasets],
        ['Languages', card.languages],
        ['Tags', card.tags],
      ] as const
    ).flatMap(([name, texts]) => (texts.length ? [{ name, value: texts.join(', ') }] : [])),
    ...card.results.map(({ metric, dataset, value }) => ({
      name: dataset ? `${metric} on ${dataset}` : metric,
      value: `${formatValue(value)}, as its makers say`,
    })),
  ]
  return (
    <Section title="Card" id="card">
      <Pairs label="what its card says" none="Its card says nothing of it." pairs={said} />
    </Section>
  )
}

/** "torch==2.9.1" as a name and what is asked of it. */
const splitOf = (requirement: string): [name: string, asked: string] => {
  const [, name, asked] = /^([\w.-]+(?:\[[^\]]*\])?)\s*(.*)$/.exec(requirement) ?? []
  return name ? [name, asked!] : [requirement, '']
}

export function RequirementsSection({ requirements }: { requirements: string[] }) {
  return (
    <Section
      title="Requirements"
      id="requirements"
      note={requirements.length ? formatCount(requirements.length) : undefined}
      action={
        requirements.length > 0 && (
          <CopyButton text={`${requirements.join('\n')}\n`} label="Copy" className="button small bare" />
        )
      }
    >
      <Pairs
        label="requirements"
        none="Which packages it needs is not known."
        pairs={requirements.map((requirement) => {
          const [name, asked] = splitOf(requirement)
          return { name, value: asked || <span className="low">any version</span>, text: asked }
        })}
      />
    </Section>
  )
}
