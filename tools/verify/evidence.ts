/** What a check at full size gives: whether it held, and the figures that say so. */
export interface Evidence {
  ok: boolean
  figures: Record<string, unknown>
}
