/** Before the first run: what will be here and the lines that fill it, with this server's address. */
import { Snippets, WaitingForRun } from '../../../parts/snippets.tsx'
import { EMPTY, TITLE } from './words.ts'

export function FirstRun() {
  return (
    <>
      <div className="kind">Build</div>
      <h1>{TITLE}</h1>
      <p className="answer">{EMPTY.answer}</p>
      <p className="answer-more">{EMPTY.hint}</p>
      <Snippets />
      <WaitingForRun />
    </>
  )
}
