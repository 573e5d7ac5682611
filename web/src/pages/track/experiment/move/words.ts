/** What the dialog says that moves an experiment. */

import type { moving } from '../../../../../../src/features/track/contract/moving.ts'
import type { Reply } from '../../../../../../src/lib/contract.ts'
import { counted } from '../../../../format/numbers.ts'

export const WHAT_GOES =
  'Its runs go along, those in the trash too, with points, files, datasets and logged models. Its address and ids stay; clients need the address of the other workspace.'
export const WHAT_STAYS =
  'What happened until now stays in the log here. What here refers to its runs keeps their names, and no more.'
export const WHEN = 'No run of it may be running.'

/** What went along, in words. */
export const saidOf = ({ moved }: Reply<typeof moving.move>): string =>
  Object.entries(moved)
    .flatMap(([word, n]) => (n ? [counted(n, word.slice(0, -1))] : []))
    .join(', ')
