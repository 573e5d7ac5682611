/** What the documents recommend, and what of it is done here. */
import { usePractices } from '../asks.ts'
import { chapterOf } from '../chapters.ts'
import { practicesRoute } from '../routes.ts'
import { ToDo } from './to-do.tsx'
import { evidence } from './words.ts'

export function PracticesPage() {
  const { show } = practicesRoute.useSearch()
  return (
    <ToDo
      chapter={chapterOf('Practices')}
      query={usePractices()}
      show={show}
      answer={(lines, topics, shares) =>
        `The documents recommend ${lines} practices under ${topics} headings. ${evidence(lines, shares)}`
      }
    />
  )
}
