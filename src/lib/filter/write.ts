/** Writes parts of filters: what `parseFilter` reads back as the same key and the same text. */

/** A key as the language reads any name. */
export const writeKey = (kind: string, name: string): string => `${kind}.\`${name.replaceAll('`', '``')}\``

/** The condition that `key` holds exactly this text, or nothing at all. */
export function writeIs(key: string, value: string | null): string {
  if (value === null) return `${key} IS NULL`
  // A quote behind a backslash may or may not close: such texts are written without either.
  if (/\\'|\\$/.test(value)) return `${key} RLIKE '^${toPattern(value)}$'`
  return `${key} = '${value.replaceAll("'", "''")}'`
}

/** A regular expression of PostgreSQL for one text, in letters and digits only. */
const toPattern = (text: string): string =>
  [...text]
    .map((letter) => (/[a-z0-9]/i.test(letter) ? letter : `\\U${letter.codePointAt(0)!.toString(16).padStart(8, '0')}`))
    .join('')
