/** What is known of a log from elsewhere: heads as flags, heads that were kept in a file, earlier exports. */
import { createReadStream } from 'node:fs'
import { isHead } from '../../platform/audit/lines.ts'
import type { Anchor } from '../../platform/audit/report.ts'
import { isSignedBy } from '../../platform/audit/signature.ts'
import { linesOf } from '../../platform/audit/split.ts'
import { Usage } from '../output.ts'

export function toAnchor(text: string): Anchor {
  const [, seq, hash] = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/.exec(text) ?? []
  if (!hash)
    throw new Usage(
      `--head is '${text}'. Write it as 'audit head' prints it: 12345:64 hexadecimal digits, or the hash alone.`,
    )
  return { hash, ...(seq !== undefined && { seq: Number(seq) }) }
}

interface Kept {
  head?: unknown
  end?: unknown
  signature?: unknown
  public_key?: unknown
}

function anchorOf(text: string, file: string): Anchor | undefined {
  if (!/^\{"(head|end|bellwether)"/.test(text)) return undefined
  const { head, end, signature, public_key } = JSON.parse(text) as Kept
  if (typeof signature === 'string' && typeof public_key === 'string' && isHead(head))
    if (!isSignedBy(public_key, 'head', head, signature))
      throw new Usage(
        `${file} has the head of event ${head.seq} with a signature that is not its own: the file was changed.`,
      )
  const { seq, hash } = (head ?? end) as Partial<Anchor>
  return typeof hash === 'string' && typeof seq === 'number' ? { seq, hash } : undefined
}

/** Every head that a file knows; one that knows none is a mistake. */
export async function anchorsOf(file: string): Promise<Anchor[]> {
  const anchors: Anchor[] = []
  try {
    for await (const lines of linesOf(createReadStream(file)))
      for (const text of lines) {
        const anchor = anchorOf(text, file)
        if (anchor) anchors.push(anchor)
      }
  } catch (error) {
    if (error instanceof Usage) throw error
    throw new Usage(`--against: ${file} cannot be read: ${(error as Error).message}.`)
  }
  if (anchors.length === 0)
    throw new Usage(`--against: ${file} has no heads. Give what 'audit head --json' printed, or an export.`)
  return anchors
}
