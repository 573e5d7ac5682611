/** The skills that a reader ticked: kept in the address only, as `id` or `id=level`. */

export type Ticks = Map<string, string | undefined>

/** The word of a level, as the address has it: of "Proficient: writes …" it is "proficient". */
export const levelWord = (level: string): string => level.split(':')[0]!.trim().toLowerCase()

export const readTicks = (have: string[] | undefined): Ticks =>
  new Map(
    (have ?? []).filter(Boolean).map((entry) => {
      const at = entry.indexOf('=')
      return at < 0 ? [entry, undefined] : [entry.slice(0, at), levelWord(entry.slice(at + 1))]
    }),
  )

export function writeTicks(ticks: Ticks): string[] | undefined {
  const list = [...ticks].map(([id, level]) => (level === undefined ? id : `${id}=${level}`))
  return list.length ? list : undefined
}

export function toggled(ticks: Ticks, id: string): Ticks {
  const next = new Map(ticks)
  if (!next.delete(id)) next.set(id, undefined)
  return next
}

export type Standing = 'need' | 'have' | 'gap' | 'extra' | 'special' | 'none'

/** Without any tick nothing is known of the reader: a skill is then a need, and no gap. */
export function standingOf(isNeeded: boolean, ticks: Ticks, id: string): Standing {
  if (ticks.has(id)) return isNeeded ? 'have' : 'extra'
  if (!isNeeded) return 'none'
  return ticks.size ? 'gap' : 'need'
}

export const STANDING: Record<Standing, { shape: string; tone: string; word: string }> = {
  need: { shape: '◌', tone: '', word: 'needed' },
  have: { shape: '●', tone: 'good', word: 'have' },
  gap: { shape: '▲', tone: 'warn', word: 'gap' },
  extra: { shape: '●', tone: '', word: 'have, not asked for' },
  special: { shape: '◌', tone: '', word: 'a specialisation' },
  none: { shape: '', tone: '', word: 'not asked for' },
}

export const PRIVATE = 'Your ticks are in the address of this page and nowhere else: nobody sees them, nothing is kept.'
