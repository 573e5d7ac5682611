/** What the trash asks of the features whose things lie in it. */
import type { Int64 } from '../../lib/json.ts'
import type { Db, Tx } from '../../platform/db.ts'

export interface Listed {
  id: string
  name: string
  experiment_id: string
  experiment: string
  deleted_ms: Int64
  /** Of an experiment. */
  runs?: Int64
  uri: string
}

export interface DueRun {
  id: Int64
  run_id: string
  experiment_id: string
  uri: string
}

export interface DueExperiment {
  id: string
  name: string
  /** The folder that is its own, if it has one. */
  uri: string | null
}

export interface DueModel {
  id: Int64
  model_id: string
  experiment_id: string
  uri: string
}

export interface TrackTrash {
  experiments(workspace: number, limit: number): Promise<Listed[]>
  runs(workspace: number, limit: number): Promise<Listed[]>
  experimentNames(workspace: number, ids: string[]): Promise<Map<string, string>>
  totals(workspace: number): Promise<{ experiment: number; run: number }>
  dueExperiments(on: Db | Tx, workspace: number, before: number): Promise<DueExperiment[]>
  dueRuns(workspace: number, before: number, after: Int64, limit: number): Promise<DueRun[]>
  countDue(workspace: number, before: number): Promise<number>
  pointsOf(runs: Int64[]): Promise<number>
  /** Those of the runs that are still due, free from now on from whoever would write to them. */
  holdRuns(tx: Tx, workspace: number, before: number, runs: Int64[]): Promise<DueRun[]>
  freeRuns(tx: Tx, workspace: number, runs: Int64[]): Promise<void>
  /** False while it is not due, or a run is left in it. */
  freeExperiment(tx: Tx, workspace: number, before: number, id: string): Promise<boolean>
  restoreRun(actor: Actor, id: string): Promise<void>
  restoreExperiment(actor: Actor, id: string): Promise<void>
}

export interface ModelTrash {
  list(workspace: number, limit: number): Promise<Listed[]>
  total(workspace: number): Promise<number>
  due(on: Db | Tx, workspace: number, asked: DueModels): Promise<DueModel[]>
  countDue(workspace: number, before: number): Promise<number>
  free(tx: Tx, workspace: number, models: Int64[]): Promise<void>
  hasModels(tx: Tx, workspace: number, experiment: string): Promise<boolean>
  restore(actor: Actor, id: string): Promise<void>
}

export interface DueModels {
  before: number
  /** All of an experiment that is due are. */
  experiments: string[]
  after: Int64
  limit: number
  /** Of these, held until the transaction ends. */
  held?: Int64[]
}

export interface FileTrash {
  /** What lies below each artifact URI. */
  sizes(workspace: number, uris: string[]): Promise<{ files: number; bytes: number }[]>
  remove(tx: Tx, workspace: number, uris: string[]): Promise<{ files: number; bytes: number }>
}

export interface Actor {
  workspace: number
  accountId: number | null
}

/** Things that might be needed: by id, or by an artifact URI under which something may lie. */
export interface Asked {
  runs?: string[]
  models?: string[]
  uris?: string[]
}

/** Of what is asked about, what something needs: in words, by the id or the URI. */
export type Needed = (on: Db | Tx, workspace: number, asked: Asked) => Promise<Map<string, string>>

/** A feature forgets what it keeps of experiments that are gone for good. */
export type OnFreed = (tx: Tx, workspace: number, experiment: string) => Promise<void>
