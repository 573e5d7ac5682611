/** What the page shows, as code that asks the same server; and the log as a file. */
import { type AsCode, python, shell } from '../../parts/copy-as.tsx'
import { pathOf } from '../../parts/link.tsx'
import { serverUrl, urlOf } from '../../place.ts'
import { askedBy } from './asks.ts'
import type { AuditQuery } from './routes.ts'

const texts = (query: AuditQuery): Record<string, string> =>
  Object.fromEntries(Object.entries(askedBy(query)).map(([key, value]) => [key, String(value)]))

export function codeOf(query: AuditQuery): AsCode {
  const url = serverUrl + pathOf('/api/v1/audit', texts(query))
  const { group, name, account, kind, id, text, since, until } = query
  const flags: [string, string | undefined][] = [
    ['since', since],
    ['until', until && new Date(Date.parse(until) + 86_400_000).toISOString().slice(0, 10)],
    ['name', name],
    ['group', name ? undefined : group],
    ['account', account],
    ['subject', kind && id && `${kind}:${id}`],
    ['text', text],
  ]
  const words = flags.flatMap(([flag, value]) => (value ? [`--${flag}`, value] : []))
  return {
    python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(url)}) as reply:\n    events = json.load(reply)["events"]\n`,
    curl: `curl ${shell(url)}\n`,
    cli: `bw audit ls ${[...words, '--url', serverUrl].map(shell).join(' ')}\n`,
  }
}

/** Groups and words are questions, no filters of a file. */
export function exportUrl({ group: _, text: __, ...query }: AuditQuery): string {
  return urlOf(pathOf('/api/v1/audit/export', texts(query)))
}
