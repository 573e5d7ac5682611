/** Which params are seeds: runs that differ in nothing else are repetitions of one run. */

/** `seed`, `random_state`, `data.seed`, `np_seed`, `seed_everything`; not `seeded_layers`. */
export const isSeed = (name: string): boolean => /(^|[^a-z])(seeds?|random[-_ ]?state|rng)($|[^a-z])/i.test(name)
