/** What a search over all lines finds, the best first. */
import type { TopicId } from '../../../../../src/features/handbook/contract/shapes.ts'
import { BoneRows } from '../../../parts/bone.tsx'
import { To } from '../../../parts/link.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { useSearch } from '../asks.ts'
import { Refs } from '../lines/refs.tsx'
import { foundIn } from './words.ts'

interface Found {
  q: string
  topic: TopicId | undefined
  titles: { id: TopicId; title: string }[]
}

const LIMIT = 60

export function Found({ q, topic, titles }: Found) {
  const { data, error, refetch, isPlaceholderData } = useSearch({ q, limit: LIMIT, ...(topic && { topic }) })
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data)
    return (
      <table className="table" aria-busy="true">
        <tbody>
          <BoneRows rows={8} columns={1} />
        </tbody>
      </table>
    )
  const words = q.trim().split(/\s+/)
  return (
    <section aria-label="Found" className={isPlaceholderData ? 'book-old' : ''}>
      <p className="found-count" role="status">
        {foundIn(data.found.length, data.total)}
      </p>
      <ul className="book-lines book-found">
        {data.found.map(({ id, topic, title, text, refs, href }) => (
          <li key={id} className="book-line">
            <div>
              <small>
                {titles.find((each) => each.id === topic)?.title ?? topic} · {title}
              </small>
              <p>
                <To to={href}>
                  <Marked text={text} words={words} />
                </To>
              </p>
            </div>
            <Refs id={id} refs={refs} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The words that were searched for stand out. */
function Marked({ text, words }: { text: string; words: string[] }) {
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`, 'gi')
  return text.split(pattern).map((part, i) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the place in the text is the identity
    return i % 2 ? <mark key={i}>{part}</mark> : part
  })
}
