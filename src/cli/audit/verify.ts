/** `bellwether audit verify`: checks an export; with a file it needs neither server nor database. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { audit } from '../../features/activity/contract/audit.ts'
import { createCheck } from '../../platform/audit/check.ts'
import type { Anchor } from '../../platform/audit/report.ts'
import { linesOf } from '../../platform/audit/split.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { Usage } from '../output.ts'
import { anchorsOf, toAnchor } from './anchors.ts'
import { say } from './say.ts'

interface Options extends ServerOptions {
  head?: string[]
  against?: string[]
  key?: string
}

export const bytesOf = ({ body }: Response): AsyncIterable<Uint8Array> =>
  body ? Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([])

async function anchorsFrom({ head = [], against = [] }: Options): Promise<Anchor[]> {
  const kept = await Promise.all(against.map(anchorsOf))
  return [...head.map(toAnchor), ...kept.flat()]
}

async function* open(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file)
  } catch (error) {
    throw new Usage(`${file} cannot be read: ${(error as Error).message}.`)
  }
}

export async function verify(file: string | undefined, options: Options): Promise<void> {
  const anchors = await anchorsFrom(options)
  const bytes = file === undefined ? bytesOf(await connect(options).send(audit.export, {})) : open(file)
  const check = createCheck({ anchors, publicKey: options.key })
  for await (const lines of linesOf(bytes)) for (const line of lines) check.line(line)
  say(check.end(), { json: options.json, isAnchored: anchors.length > 0 || options.key !== undefined })
}
