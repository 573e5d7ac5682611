/** Stands in for TypeBox in the built app: contracts keep their methods and paths, schemas become empty. */

const empty = (): Record<string, never> => ({})

export const Type = new Proxy({} as Record<string, typeof empty>, { get: () => empty })
