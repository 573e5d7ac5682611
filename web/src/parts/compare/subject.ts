/** What is compared: a run, a group of repeated runs, a version, a dataset. */
import type { LineStyle } from '../chart/line.ts'

export interface Subject {
  id: string
  label: string
  /** Its own page. */
  to?: string
  style: LineStyle
  isHidden: boolean
}
