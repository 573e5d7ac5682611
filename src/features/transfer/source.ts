/**
 * What another tracking server holds, in the words of MLflow's REST protocol, wherever it is read from: the server
 * itself, its database, or a folder of files. Whoever takes it in asks the same questions of each.
 */
import type { Int64 } from '../../lib/json.ts'

export interface Tag {
  key: string
  value: string
}

/** Columns of one metric: equal lengths, sorted by (timestamp, step, value). */
export interface SourcePoints {
  key: string
  values: Float64Array
  steps: BigInt64Array
  /** Milliseconds since 1970. */
  timestamps: BigInt64Array
}

export interface SourceExperiment {
  experiment_id: string
  name: string
  artifact_location: string
  deleted: boolean
  creation_time: Int64
  last_update_time: Int64
  tags: Tag[]
}

export interface SourceDataset {
  name: string
  digest: string
  source_type: string
  source: string
  schema?: string
  profile?: string
  tags: Tag[]
}

/** The newest point of a metric by MLflow's rule: greatest step, then timestamp, then value. */
export interface SourceLatest {
  key: string
  value: number
  step: Int64
  timestamp: Int64
}

export interface SourceRun {
  run_id: string
  experiment_id: string
  name: string
  user_id: string
  status: string
  deleted: boolean
  start_time: Int64
  end_time?: Int64
  artifact_uri: string
  params: Tag[]
  tags: Tag[]
  latest: SourceLatest[]
  datasets: SourceDataset[]
  model_inputs: string[]
  model_outputs: { model_id: string; step: Int64 }[]
}

export interface SourceModelPoint extends SourceLatest {
  run_id: string
  dataset_name?: string
  dataset_digest?: string
}

export interface SourceLoggedModel {
  model_id: string
  experiment_id: string
  name: string
  model_type: string
  source_run_id: string
  status: string
  artifact_uri: string
  deleted: boolean
  creation_time: Int64
  last_update_time: Int64
  params: Tag[]
  tags: Tag[]
  points: SourceModelPoint[]
}

export interface SourceModel {
  name: string
  description: string
  creation_time: Int64
  last_update_time: Int64
  tags: Tag[]
  aliases: { alias: string; version: string }[]
}

export interface SourceVersion {
  name: string
  version: string
  description: string
  user_id: string
  stage: string
  status: string
  status_message: string
  /** What was registered: runs:/…, models:/m-…, or where the files are. */
  source: string
  run_id: string
  run_link: string
  creation_time: Int64
  last_update_time: Int64
  tags: Tag[]
}

export interface SourceFile {
  /** From the root of the artifacts. */
  path: string
  size: number
}

/** What a source cannot give is left out with the reason, which the report repeats. */
export interface SourceCheck {
  /** The version of MLflow that serves or wrote it, if known. */
  version?: string
  /** How many there are, where counting is cheap; for the progress. */
  counts?: { experiments?: number; runs?: number; points?: number; models?: number; versions?: number }
  /** Kinds of things that are there, and cannot be taken: with the reason. */
  left: { what: string; count?: number; why: string }[]
}

export interface Source {
  kind: 'server' | 'database' | 'folder'
  /** For people: the address without user, password or token. */
  place: string
  /** Is it there, may we read it, and what is in it? Throws a failure that names the field and the fix. */
  check(): Promise<SourceCheck>
  /** Deleted ones too. */
  experiments(): AsyncIterable<SourceExperiment>
  /** Pages of an experiment's runs, deleted ones too, oldest start first where the source can; each run once. */
  runs(experimentId: string): AsyncIterable<SourceRun[]>
  /** Every point of the named metrics of a run, one after the other. */
  points(run: SourceRun, keys: string[]): AsyncIterable<SourcePoints>
  loggedModels(experimentId: string): AsyncIterable<SourceLoggedModel[]>
  models(): AsyncIterable<SourceModel[]>
  versions(model: string): AsyncIterable<SourceVersion[]>
  /** Files below a run's or logged model's artifact_uri; a location that cannot be reached throws. */
  files(artifactUri: string): AsyncIterable<SourceFile>
  /** The bytes of one of them. */
  open(artifactUri: string, path: string): Promise<AsyncIterable<Uint8Array>>
  close(): Promise<void>
}
