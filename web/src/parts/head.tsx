/** The head of a page: what it is about, the answer in one sentence, the actions. */
import type { CSSProperties, ReactNode } from 'react'

interface Head {
  kind: ReactNode
  title: ReactNode
  /** The full name when the title is cut. */
  hint?: string
  actions?: ReactNode
  answer: ReactNode
  more?: ReactNode
  /** How many lines answer and more will likely take on a phone: kept free until they are there. */
  phoneLines?: [answer: number, more: number]
}

export function Head({ kind, title, hint, actions, answer, more, phoneLines = [2, 0] }: Head) {
  const lines = answer === '' ? ({ '--answer': phoneLines[0], '--more': phoneLines[1] } as CSSProperties) : undefined
  return (
    <header className={lines && 'waiting-head'} style={lines}>
      <div className="head">
        <div>
          <div className="kind">{kind}</div>
          <h1 title={hint}>{title}</h1>
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      <p className="answer">{answer}</p>
      {(more || (lines && phoneLines[1] > 0)) && <p className="answer-more">{more}</p>}
    </header>
  )
}
