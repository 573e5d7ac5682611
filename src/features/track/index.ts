/** Experiments, runs, metrics, params, tags: MLflow's tracking protocol. */
import type { Deps } from '../../platform/deps.ts'

export function track(_deps: Deps): void {}
