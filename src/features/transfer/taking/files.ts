/** Files of runs and models, streamed into the artifact store; what is there already in its size is not read again. */
import { Failure } from '../../../lib/failure.ts'
import type { Source } from '../source.ts'
import type { TakePorts } from './ports.ts'
import type { Tally } from './tally.ts'

const isPassing = (error: unknown): boolean =>
  !(error instanceof Failure) || error.code === 'TEMPORARILY_UNAVAILABLE' || error.code === 'PERMISSION_DENIED'

async function* counted(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    signal.throwIfAborted()
    yield chunk
  }
}

/** `whose` names the run or model in the report. A source that is away is thrown; one that cannot give the files is noted. */
export async function takeFiles(
  artifacts: TakePorts['artifacts'],
  workspace: number,
  source: Source,
  { from, to, whose }: { from: string; to: string; whose: string },
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  if (!from) return
  try {
    for await (const { path, size } of source.files(from)) {
      signal.throwIfAborted()
      try {
        const kept = await artifacts.find(workspace, to, path)
        if (kept?.size === size) {
          tally.add('files', 0, 1)
          tally.add('bytes', 0, size)
          continue
        }
        const blob = await artifacts.file(workspace, to, path, counted(await source.open(from, path), signal))
        tally.add('files', 1)
        tally.add('bytes', blob.size)
      } catch (error) {
        if (signal.aborted || isPassing(error)) throw error
        tally.leave('files', (error as Error).message.slice(0, 300), `${whose}/${path}`)
      }
    }
  } catch (error) {
    if (signal.aborted || isPassing(error)) throw error
    tally.leave('files of runs and models', (error as Error).message.slice(0, 300), whose)
  }
}
