/** The same file as code that fetches it. */
import { nameOf } from '../../../../src/lib/media.ts'
import { type AsCode, python, shell } from '../../parts/copy-as.tsx'
import { serverUrl } from '../../place.ts'

/** Artifacts of runs lie below the run's id; those of models have no command. */
const runOf = (root: string): string | undefined => /\/([0-9a-f]{32})\/artifacts$/.exec(root)?.[1]

export function fileAsCode({ root, path }: { root: string; path: string }): AsCode {
  const run = runOf(root)
  const query = new URLSearchParams({ root, path })
  return {
    python: `import mlflow\n\nmlflow.set_tracking_uri(${python(serverUrl)})\nfile = mlflow.artifacts.download_artifacts(artifact_uri=${python(`${root}/${path}`)})\n`,
    curl: `curl -o ${shell(nameOf(path))} ${shell(`${serverUrl}/api/v1/artifacts/content?${query}`)}\n`,
    ...(run && { cli: `bw artifacts get --url ${shell(serverUrl)} ${run} ${shell(path)}\n` }),
  }
}
