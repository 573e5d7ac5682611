/** What the story is made of: plans of experiments and runs that a loader carries out through the public API. */

import type { Registry } from './registry.ts'

/** Who works on what. */
export const PEOPLE = ['maya', 'ivo', 'lin', 'sam', 'noor', 'teo'] as const
export type Person = (typeof PEOPLE)[number]

export type Words = Record<string, string>

export interface Point {
  key: string
  value: number
  step: number
  timestamp: number
}

export interface DatasetPlan {
  name: string
  digest: string
  source_type: string
  source: string
  schema: string
  profile: string
}

export interface FilePlan {
  path: string
  bytes: Uint8Array
}

/** Where a run ran; runs of one process share it. */
export interface EnvironmentPlan {
  key: string
  command: string
  directory: string
  commit: string
  branch: string
  remote: string
  dirty: boolean
  diff: string
  python: string
  packages: Words
  device: Words
  exitCode: number
}

export interface ModelPlan {
  name: string
  type: string
  params: Words
  tags: Words
}

export interface RunPlan {
  experiment: string
  /** Unique in the workspace: by it a second load finds what the first one made. */
  name: string
  person: Person
  startedAt: number
  /** RUNNING for the two that nobody ended. */
  status: 'FINISHED' | 'FAILED' | 'KILLED' | 'RUNNING'
  endedAt?: number
  /** Of a run that fell silent: when it was last heard of. */
  lastSeenAt?: number
  /** The name of the run it is nested in, which stands before it. */
  parent?: string
  tags: Words
  params: Words
  points: Point[]
  datasets: { dataset: DatasetPlan; context: string }[]
  environment?: EnvironmentPlan
  files?: FilePlan[]
  model?: ModelPlan
}

export interface ExperimentPlan {
  name: string
  tags: Words
}

/** Runs that must be made one after the other: a run and those nested in it. Made when asked for: ten thousand are many. */
export type Work = () => RunPlan[]

export interface Story {
  experiments: ExperimentPlan[]
  /** What is looked at first. */
  dayZero: Work[]
  /** Of the other experiments the runs that became versions, and the latest of those that have none. */
  landmarks: Work[]
  /** All else of the year and a half before, newest first. */
  older: Work[]
  /** What was registered, once day 0 and the landmarks are there. */
  registry(): Registry
}
