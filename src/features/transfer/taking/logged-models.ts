/** Logged models of an experiment, with their points and files. */
import type { Source, SourceLoggedModel } from '../source.ts'
import { takeFiles } from './files.ts'
import type { Actor, TakePorts } from './ports.ts'
import type { Tally } from './tally.ts'

interface How {
  files: boolean
  tally: Tally
  signal: AbortSignal
}

export const modelUri = (experiment: string, modelId: string): string =>
  `mlflow-artifacts:/${experiment}/models/${modelId}/artifacts`

export async function takeLoggedModels(
  { models: port, artifacts }: TakePorts,
  actor: Actor,
  source: Source,
  experiment: string,
  models: SourceLoggedModel[],
  { files, tally, signal }: How,
): Promise<void> {
  const fresh = await port.take.loggedModels(actor, experiment, models)
  for (const { model_id, artifact_uri, name } of models) {
    if (files && !signal.aborted)
      await takeFiles(
        artifacts,
        actor.workspace,
        source,
        { from: artifact_uri, to: modelUri(experiment, model_id), whose: name },
        tally,
        signal,
      )
    tally.add('logged_models', fresh.includes(model_id) ? 1 : 0, fresh.includes(model_id) ? 0 : 1)
  }
}
