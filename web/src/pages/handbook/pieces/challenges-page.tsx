/** What the documents warn of, and what helps here. */
import { useChallenges } from '../asks.ts'
import { chapterOf } from '../chapters.ts'
import { challengesRoute } from '../routes.ts'
import { ToDo } from './to-do.tsx'
import { evidence } from './words.ts'

export function ChallengesPage() {
  const { show } = challengesRoute.useSearch()
  return (
    <ToDo
      chapter={chapterOf('Challenges')}
      query={useChallenges()}
      show={show}
      answer={(lines, topics, shares) =>
        `The documents warn of ${lines} challenges under ${topics} headings. ${evidence(lines, shares)}`
      }
    />
  )
}
