/** Where a run ran; what was not captured is hatched and says how to capture it. */
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { middleCut, shortId } from '../../../format/names.ts'
import { counted } from '../../../format/numbers.ts'
import { CopyButton } from '../../../parts/copy.tsx'
import { type Pair, Pairs, Section } from '../../../parts/section.tsx'
import { Unknown } from '../../../parts/unknown.tsx'
import { type Detail, EXEC, UNKNOWN_HOW } from './words.ts'

const DiffViewer = lazy(() => import('./diff-viewer.tsx').then(({ DiffViewer }) => ({ default: DiffViewer })))

const or = (value: string | null, shown: (text: string) => ReactNode = (text) => text): ReactNode =>
  value === null ? <Unknown why={UNKNOWN_HOW} /> : value === '' ? <span className="low">empty</span> : shown(value)

const code = (text: string): ReactNode => <code>{text}</code>

/** The tag by which `bw exec` links the notebook that its command executed. */
const NOTEBOOK = 'bellwether.notebook'

interface EnvironmentOf {
  detail: Detail
  /** Shows an artifact. */
  onFile: (path: string) => void
}

export function EnvironmentSection({ detail: { environment, run }, onFile }: EnvironmentOf) {
  const isOpen = run.state === 'running' || run.state === 'lost'
  const notebook = run.tags[NOTEBOOK]
  const [showsDiff, setShowsDiff] = useState(false)
  const {
    command,
    directory,
    commit,
    branch,
    remote,
    dirty,
    diff,
    image,
    python,
    packages,
    device,
    exit_code,
    signal,
  } = environment
  const unknown = [command, commit, diff, python, packages, device].some((value) => value === null)
  const rows: Pair[] = [
    { name: 'Command', value: or(command, code) },
    ...(notebook
      ? [
          {
            name: 'Notebook',
            value: (
              <button type="button" className="button small bare inline" onClick={() => onFile(notebook)}>
                {middleCut(notebook, 48)}
              </button>
            ),
          },
        ]
      : []),
    { name: 'Directory', value: or(directory, code) },
    { name: 'Commit', value: or(commit, (text) => <Commit hash={text} />) },
    { name: 'Branch', value: or(branch, code) },
    { name: 'Remote', value: or(remote, code) },
    {
      name: 'Uncommitted changes',
      value: <Changes dirty={dirty} diff={diff} isShown={showsDiff} onShow={() => setShowsDiff(!showsDiff)} />,
    },
    ...(image === null ? [] : [{ name: 'Image', value: code(image) }]),
    { name: 'Python', value: or(python) },
    ...(isOpen
      ? []
      : [
          {
            name: 'Ended with',
            value: signal ?? (exit_code === null ? <Unknown why={UNKNOWN_HOW} /> : `exit code ${exit_code}`),
          },
        ]),
    ...(packages === null ? [{ name: 'Packages', value: <Unknown why={UNKNOWN_HOW} /> }] : []),
    ...(device === null ? [{ name: 'Device', value: <Unknown why={UNKNOWN_HOW} /> }] : []),
  ]
  return (
    <>
      <Section title="Environment" id="environment">
        <Pairs label="environment" pairs={rows} none="" />
        {showsDiff && diff && (
          <Suspense fallback={null}>
            <DiffViewer text={diff} />
          </Suspense>
        )}
        {unknown && (
          <p className="how low">
            What is hatched was not captured. Start the script with <code>{EXEC}</code> and it will be known.{' '}
            <CopyButton text={EXEC} className="button small bare inline" />
          </p>
        )}
      </Section>
      {device && (
        <Section title="Device">
          <Pairs label="device" pairs={toPairs(device)} none="None." />
        </Section>
      )}
      {packages && (
        <Section title="Packages" note={counted(Object.keys(packages).length, 'package')}>
          <Pairs label="packages" pairs={toPairs(packages)} none="None." />
        </Section>
      )}
    </>
  )
}

export const toPairs = (words: Record<string, string>): Pair[] =>
  Object.entries(words)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => ({ name, value: value === '' ? <span className="low">empty</span> : value, text: value }))

const Commit = ({ hash }: { hash: string }) => (
  <>
    <code title={hash}>{shortId(hash)}</code> <CopyButton text={hash} className="button small bare inline" />
  </>
)

interface ChangesOf {
  dirty: boolean | null
  diff: string | null
  isShown: boolean
  onShow: () => void
}

function Changes({ dirty, diff, isShown, onShow }: ChangesOf) {
  if (diff)
    return (
      <>
        {counted(diff.split('\n').filter((line) => /^[+-](?![+-]{2})/.test(line)).length, 'line')} changed{' '}
        <button type="button" className="button small bare inline" aria-expanded={isShown} onClick={onShow}>
          {isShown ? 'Hide' : 'Show'} the diff
        </button>
      </>
    )
  if (dirty === false || diff === '') return 'none'
  return dirty ? (
    <>
      some, not kept <Unknown why={UNKNOWN_HOW} />
    </>
  ) : (
    <Unknown why={UNKNOWN_HOW} />
  )
}
