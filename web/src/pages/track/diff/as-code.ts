/** The same comparison as code. */
import { type AsCode, python, shell } from '../../../parts/copy-as.tsx'
import { serverUrl } from '../../../place.ts'

export const diffAsCode = (a: string, b: string): AsCode => ({
  python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(`${serverUrl}/api/v1/diff/runs?a=${a}&b=${b}`)}) as reply:\n    diff = json.load(reply)\n`,
  curl: `curl ${shell(`${serverUrl}/api/v1/diff/runs?a=${a}&b=${b}`)}\n`,
  cli: `bw runs diff --url ${shell(serverUrl)} ${a} ${b}\n`,
})
