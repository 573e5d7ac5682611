/** Reads and writes the query of an address: plain, so that people can read and change it. */

type Query = Record<string, string | string[]>

/** One word of a query; undefined when it is absent or empty. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** A word that may be repeated. */
export const list = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : undefined

/** `?sort=start_time&column=a&column=b` */
export function parseQuery(search: string): Query {
  const query: Query = {}
  for (const [key, value] of new URLSearchParams(search)) {
    const before = query[key]
    query[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return query
}

export function toQuery(query: Record<string, unknown>): string {
  const parts = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) parts.append(key, String(item))
  return parts.size ? `?${parts}` : ''
}
