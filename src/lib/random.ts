/** Random numbers that come out the same each time: the keys name a stream, and a stream is always the same sequence. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Normal, by Box and Muller. */
  normal(mean?: number, sd?: number): number
  /** A whole number; both ends may come. */
  integer(least: number, most: number): number
  pick<T>(list: readonly T[]): T
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let h = 2166136261
  for (const char of text) h = Math.imul(h ^ char.codePointAt(0)!, 16777619)
  return h >>> 0
}

/** mulberry32: enough for made-up data. */
export function random(...keys: (string | number)[]): Random {
  let state = hash(keys.join(' '))
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const integer: Random['integer'] = (least, most) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    integer,
    normal: (mean = 0, sd = 1) => mean + sd * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (list) => list[integer(0, list.length - 1)]!,
  }
}

/** Hexadecimal digits that belong to these keys: ids, digests, commits. */
export function hex(digits: number, ...keys: (string | number)[]): string {
  const r = random('hex', ...keys)
  let text = ''
  while (text.length < digits)
    text += Math.floor(r.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return text.slice(0, digits)
}
