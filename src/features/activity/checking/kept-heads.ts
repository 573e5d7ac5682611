/**
 * Heads of the log, kept beside the data and outside of the database: whoever can only write that cannot make the past
 * anew, nor cut off its end, without leading to other heads than these.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Head, isHead } from '../../../platform/audit/lines.ts'
import { isSignedBy } from '../../../platform/audit/signature.ts'

/** As `audit head --json` prints it. */
export interface SignedHead {
  head: Head
  signature: string
  public_key: string
}

const FILE = 'audit-heads.jsonl'

function read(text: string): SignedHead | undefined {
  try {
    const { head, signature, public_key } = JSON.parse(text) as SignedHead
    return isHead(head) && isSignedBy(public_key, 'head', head, signature) ? { head, signature, public_key } : undefined
  } catch {
    return undefined
  }
}

export function keptHeads(dataDir: string) {
  const path = join(dataDir, FILE)
  return {
    /** In the order in which they were kept; a line that was cut off or changed is none. */
    all: (): SignedHead[] =>
      existsSync(path)
        ? readFileSync(path, 'utf8')
            .split('\n')
            .flatMap((line) => read(line) ?? [])
        : [],

    keep(head: SignedHead): void {
      mkdirSync(dataDir, { recursive: true })
      // On a line of its own, also after one that was cut off.
      appendFileSync(path, `${JSON.stringify(head)}\n`, { mode: 0o600, flush: true })
    },

    /** Those so far count no more; they stay under another name. */
    putAside(at: Date): void {
      if (existsSync(path))
        renameSync(path, join(dataDir, `audit-heads-until-${at.toISOString().replaceAll(':', '')}.jsonl`))
    },
  }
}

export type KeptHeads = ReturnType<typeof keptHeads>
