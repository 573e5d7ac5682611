/** Where every point of a metric comes from as CSV. */
import { compare } from '../../../../src/features/track/contract/compare.ts'
import { fillPath } from '../../api.ts'
import { pathOf } from '../../parts/link.tsx'
import { urlOf } from '../../place.ts'

export const csvUrl = (run_id: string, key: string): string => {
  const { path, rest } = fillPath(compare.csv.path, { run_id, key })
  return urlOf(pathOf(path, rest as Record<string, string>))
}
