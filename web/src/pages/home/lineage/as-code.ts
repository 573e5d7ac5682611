/** The same lineage as code. */
import { type AsCode, python, shell } from '../../../parts/copy-as.tsx'
import type { Ref } from '../../../parts/nodes.ts'
import { serverUrl } from '../../../place.ts'

export function lineageAsCode({ kind, id }: Ref, depth: number): AsCode {
  const url = `${serverUrl}/api/v1/lineage/${kind}/${encodeURIComponent(id)}?depth=${depth}`
  return {
    python: `import json\nimport urllib.request\n\nwith urllib.request.urlopen(${python(url)}) as reply:\n    lineage = json.load(reply)\n`,
    curl: `curl ${shell(url)}\n`,
    cli: `bw lineage ${kind} ${shell(id)} --depth ${depth} --url ${shell(serverUrl)}\n`,
  }
}
