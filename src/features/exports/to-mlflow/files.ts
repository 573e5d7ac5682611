/** Files of a run or a model, through the target's proxy of artifacts; one that is there with its size is not sent again. */
import type { Source } from '../../transfer/index.ts'
import type { TargetClient } from './client.ts'
import type { Tally } from './tally.ts'
import { readFiles } from './there.ts'

const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

export async function sendFiles(source: Source, target: TargetClient, from: string, to: string, tally: Tally) {
  const [, folder] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*?)\/*$/s.exec(to) ?? []
  let there: Map<string, number> | undefined
  for await (const { path, size } of source.files(from)) {
    if (folder === undefined) {
      tally.leave(
        'files',
        `the target keeps them at ${to.split(':')[0]}:, not behind its own proxy (--serve-artifacts)`,
      )
      continue
    }
    there ??= await readFiles(target, folder)
    if (there.get(path) === size) {
      tally.know('files')
      tally.know('bytes', size)
      continue
    }
    await target.put(`/api/2.0/mlflow-artifacts/artifacts/${encode(`${folder}/${path}`)}`, () =>
      source.open(from, path),
    )
    tally.add('files')
    tally.add('bytes', size)
  }
}
