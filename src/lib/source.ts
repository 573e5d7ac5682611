/** What a feature finds for a search beside the graph. */

export interface Hit {
  /** The heading under which it stands. */
  group: string
  title: string
  note: string
  /** A page of the app. */
  href: string
}

/** Finds what holds all words of `q`; the best first. */
export type Source = (workspace: number, q: string, limit: number) => Promise<Hit[]> | Hit[]
