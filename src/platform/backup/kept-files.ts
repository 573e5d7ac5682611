/** Small files beside the data that belong to it: keys, and heads of the event log. Servers make them, backups keep them. */
import { existsSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** By their endings, so that a new key is not forgotten; nothing that a server makes anew has one of them. */
const KEPT = /^[a-z][\w.-]*\.(pem|key|jsonl)$/

/** Their text by their name. */
export type KeptFiles = Record<string, string>

export async function readKept(dataDir: string): Promise<KeptFiles> {
  const found: KeptFiles = {}
  const entries = await readdir(dataDir, { withFileTypes: true }).catch(() => [])
  for (const { name } of entries.filter((entry) => entry.isFile() && KEPT.test(entry.name)))
    found[name] = await readFile(join(dataDir, name), 'utf8')
  return found
}

/** Names come from a file that somebody may have made: only such as are kept, and nothing is overwritten. */
export function writeKept(dataDir: string, files: KeptFiles): void {
  for (const [name, text] of Object.entries(files))
    if (KEPT.test(name) && !existsSync(join(dataDir, name)))
      writeFileSync(join(dataDir, name), text, { mode: 0o600, flush: true })
}
