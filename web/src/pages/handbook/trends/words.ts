/** What the page of trends says. */
import type { handbook } from '../../../../../src/features/handbook/contract.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import type { Piece } from '../asks.ts'

export const answer = (pieces: Piece[], { figures, said_by }: Reply<typeof handbook.figures>): string =>
  `${pieces.reduce((sum, { lines }) => sum + lines.length, 0)} lines on ${pieces.length} trends, and ${figures.length} figures of the market from ${said_by}. Where figures speak of different years or occupations they stand side by side; none corrects another.`
