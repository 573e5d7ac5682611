/** MLflow's client prints links into MLflow's own pages (`/#/experiments/1/runs/…`): they lead to ours. */
import { urlOf } from './place.ts'

/** The path of our page for the fragment of MLflow's, if there is one. */
export function toPage(fragment: string): string | undefined {
  const [, experiment, run] = /^#\/experiments\/([^/?]+)(?:\/runs\/([^/?]+))?/.exec(fragment) ?? []
  if (run) return `/runs/${run}`
  if (experiment) return `/experiments/${experiment}`
  const [, model, version] = /^#\/models\/([^/?]+)(?:\/versions\/([^/?]+))?/.exec(fragment) ?? []
  if (model) return version ? `/models/${model}/${version}` : `/models/${model}`
  if (fragment === '#/models') return '/models'
  return fragment === '#/' || fragment === '#/experiments' ? '/experiments' : undefined
}

/** Before the pages start: puts our address in place of MLflow's. */
export function followMlflowLink(): void {
  const page = toPage(location.hash)
  if (page) history.replaceState(null, '', urlOf(page))
}
