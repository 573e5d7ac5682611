/** A unified diff, line by line; added and removed lines say so by sign and colour. */
import { CopyButton } from '../../../parts/copy.tsx'
import '../../../parts/diff.css'

/** Longer ones are cut on screen; the copy is whole. */
const MOST_LINES = 2_000

function toneOf(line: string): string {
  if (/^(diff |index |--- |\+\+\+ )/.test(line)) return 'file'
  if (line.startsWith('@@')) return 'place'
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : ''
}

export function DiffViewer({ text }: { text: string }) {
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    <div className="code diff">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label="Uncommitted changes">
        <pre>
          {lines.slice(0, MOST_LINES).map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are their places
            <span key={i} className={toneOf(line)}>
              {line || ' '}
            </span>
          ))}
        </pre>
      </section>
      <CopyButton text={text} className="button small copy" />
      {lines.length > MOST_LINES && (
        <p className="low">
          The first {MOST_LINES} of {lines.length} lines; the copy has all.
        </p>
      )}
    </div>
  )
}
