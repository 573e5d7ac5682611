/** The versions of a prompt: each text with what changed since the one before. */
import { useState } from 'react'
import { counted } from '../../../format/numbers.ts'
import '../../../parts/diff.css'
import { CopyButton } from '../../../parts/copy.tsx'
import { To } from '../../../parts/link.tsx'
import { versionPath } from '../../../parts/nodes.ts'
import { Section } from '../../../parts/section.tsx'
import { Ago } from '../../../parts/time.tsx'
import type { Version } from '../asks.ts'
import { AliasChips } from '../parts.tsx'
import { textOf } from '../words.ts'
import { changedLines, diffOf } from './diff.ts'

interface PromptsOf {
  name: string
  /** The newest first. */
  versions: Version[]
  mayWrite: boolean
  setAlias: (version: number) => void
  more: (() => void) | undefined
}

export function PromptVersions({ name, versions, mayWrite, setAlias, more }: PromptsOf) {
  return (
    <Section title="Versions" id="versions">
      <ol className="models-prompts">
        {versions.map((version, i) => (
          <PromptVersion
            key={version.version}
            name={name}
            version={version}
            // The one before may be on the next page: then there is nothing to compare with yet.
            before={versions[i + 1]}
            isFirst={!more && i === versions.length - 1}
            isOpen={i === 0}
            {...(mayWrite && { setAlias: () => setAlias(version.version) })}
          />
        ))}
      </ol>
      {more && (
        <button type="button" className="button small bare more" onClick={more}>
          Show older ones
        </button>
      )}
    </Section>
  )
}

interface VersionOf {
  name: string
  version: Version
  before: Version | undefined
  isFirst: boolean
  isOpen: boolean
  setAlias?: () => void
}

function PromptVersion({ name, version, before, isFirst, isOpen, setAlias }: VersionOf) {
  const text = textOf(version) ?? ''
  const old = before && (textOf(before) ?? '')
  const [shows, setShows] = useState<'change' | 'text'>(old === undefined ? 'text' : 'change')
  const [isWhole, setWhole] = useState(isOpen)
  const lines = old === undefined ? undefined : diffOf(old, text)
  return (
    <li className="panel">
      <div className="models-prompt-head">
        <h3>
          <To to={versionPath(name, version.version)} data-row="">
            Version {version.version}
          </To>
        </h3>
        <AliasChips name={name} aliases={version.aliases} />
        <span className="low">
          {[isFirst ? 'the first' : lines && changeWords(lines), version.registered_by && `by ${version.registered_by}`]
            .filter(Boolean)
            .join(' · ')}{' '}
          · <Ago at={version.registered_at} />
        </span>
        <span className="models-do">
          <button
            type="button"
            className="button small bare"
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
          >
            {isWhole ? 'Hide the text' : 'Show the text'}
          </button>
          {setAlias && (
            <button type="button" className="button small bare" onClick={setAlias}>
              Set an alias
            </button>
          )}
        </span>
      </div>
      {version.description && <p className="models-about">{version.description}</p>}
      {isWhole && (
        <>
          {lines && (
            <fieldset className="models-do" aria-label="What is shown">
              {(['change', 'text'] as const).map((each) => (
                <button
                  key={each}
                  type="button"
                  className="button small bare"
                  aria-pressed={shows === each}
                  onClick={() => setShows(each)}
                >
                  {each === 'change' ? `Change since ${before!.version}` : 'Whole text'}
                </button>
              ))}
            </fieldset>
          )}
          <PromptText
            text={text}
            lines={shows === 'change' ? lines : undefined}
            label={`Text of version ${version.version}`}
          />
        </>
      )}
    </li>
  )
}

function changeWords(lines: ReturnType<typeof diffOf>): string {
  const { added, removed } = changedLines(lines)
  if (!added && !removed) return 'the same text as before'
  return [added && `${counted(added, 'line')} more`, removed && `${counted(removed, 'line')} less`]
    .filter(Boolean)
    .join(', ')
}

interface TextOf {
  text: string
  lines?: ReturnType<typeof diffOf> | undefined
  label: string
}

const TONES = { '+': 'added', '-': 'removed', ' ': '' } as const

export const PromptText = ({ text, lines, label }: TextOf) => (
  <div className="code diff models-text">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
    <section tabIndex={0} aria-label={label}>
      <pre>
        {(lines ?? text.split('\n').map((each) => ({ sign: ' ' as const, text: each }))).map(
          ({ sign, text: line }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are their places
            <span key={i} className={TONES[sign]}>
              {lines && `${sign} `}
              {line || ' '}
            </span>
          ),
        )}
      </pre>
    </section>
    <CopyButton text={text} className="button small copy" />
  </div>
)
