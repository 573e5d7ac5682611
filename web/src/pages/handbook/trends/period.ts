/** The years that a document's words name; words such as "past year" name none. */

export interface Years {
  from: number
  to: number
}

export function periodOf(words: string | undefined): Years | undefined {
  const years = words?.match(/\b(?:19|20)\d\d\b/g)?.map(Number)
  return years?.length === 2 ? { from: years[0]!, to: years[1]! } : undefined
}
