/** All topics, in the order in which they are sent. */
import type { Topic } from '../step.ts'
import { artifacts } from './artifacts.ts'
import { batches } from './batches.ts'
import { experiments } from './experiments.ts'
import { inputs } from './inputs.ts'
import { metrics } from './metrics.ts'
import { models } from './models.ts'
import { params } from './params.ts'
import { races } from './races.ts'
import { registry } from './registry.ts'
import { runs } from './runs.ts'
import { searchExperiments } from './search-experiments.ts'
import { searchRegistry } from './search-registry.ts'
import { searchRuns } from './search-runs.ts'
import { versions } from './versions.ts'
import { wire } from './wire.ts'

export const TOPICS: Topic[] = [
  experiments,
  runs,
  metrics,
  params,
  batches,
  searchRuns,
  searchExperiments,
  inputs,
  models,
  registry,
  versions,
  searchRegistry,
  artifacts,
  wire,
  races,
]
