/** What a page of the handbook shows, as code that asks the same server. */
import { type AsCode, CopyAs, python, shell } from '../../parts/copy-as.tsx'
import { pathOf } from '../../parts/link.tsx'
import { serverUrl } from '../../place.ts'

interface Asked {
  /** Below `/api/v1/handbook`. */
  path: string
  query?: Record<string, string | string[] | undefined>
  /** After `bw handbook`. */
  command: string[]
}

export const toCode = ({ path, query, command }: Asked): AsCode => {
  const url = serverUrl + pathOf(`/api/v1/handbook${path}`, query)
  return {
    python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(url)}) as reply:\n    book = json.load(reply)\n`,
    curl: `curl ${shell(url)}\n`,
    cli: `bw handbook ${[...command, '--url', serverUrl].map(shell).join(' ')}\n`,
  }
}

export const CopyBook = (asked: Asked) => <CopyAs code={toCode(asked)} />

/** `--place Seattle`, without what is not given. */
export const flags = (query: Record<string, string | string[] | undefined>): string[] =>
  Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((each) => (each ? [`--${name}`, each] : [])),
  )
