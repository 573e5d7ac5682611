/** Numbers of PostgreSQL's advisory locks, so that no two uses share one. */
export const LOCKS = {
  migrate: 7_575_001,
  owner: 7_575_002,
  seal: 7_575_003,
  /** The first of two numbers; the second stands for a digest. */
  blobs: 7_575_004,
  /** Held while a backup is made: one at a time. */
  backup: 7_575_005,
  runCounts: 7_575_006,
  /** Shared by every server that uses the database. */
  serving: 7_575_007,
  eventIndex: 7_575_008,
  /** Held while a backup is made; whoever removes blobs shares it and waits for the next time otherwise. */
  keepBlobs: 7_575_009,
  /** The first of two numbers, held by whoever works on an import or a follow; the second is its id. */
  imports: 7_575_010,
  follows: 7_575_011,
  /** The first of two numbers; the second stands for an experiment that goes to another workspace. */
  moves: 7_575_012,
} as const
