/** The same comparison as code. */
import { type AsCode, python, shell } from '../../../parts/copy-as.tsx'
import { pathOf } from '../../../parts/link.tsx'
import { serverUrl } from '../../../place.ts'

export function compareAsCode(ids: string[], base: string): AsCode {
  const url = `${serverUrl}${pathOf('/api/v1/compare/runs', { run_id: ids })}`
  return {
    python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(url)}) as reply:\n    comparison = json.load(reply)\n`,
    curl: `curl ${shell(url)}\n`,
    cli: `bw runs compare --url ${shell(serverUrl)} --base ${base} ${ids.join(' ')}\n`,
  }
}
