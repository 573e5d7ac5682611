/** What replies in MLflow's form share. */
export const pairs = (document: Record<string, string>) =>
  Object.entries(document).map(([key, value]) => ({ key, value }))

/** Nothing rather than an empty list, as protobuf's JSON has it. */
export const some = <T>(list: T[]): T[] | undefined => (list.length ? list : undefined)
