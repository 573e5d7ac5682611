/** What the pages show, as code that asks the same server. */
import { type AsCode, python, shell } from '../../parts/copy-as.tsx'
import { serverUrl } from '../../place.ts'

/** A GET of the API, and the command that prints the same. */
export function codeOf(path: string, command: string[]): AsCode {
  const url = serverUrl + path
  return {
    python: `import json, os, urllib.request

headers = {"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]}
with urllib.request.urlopen(urllib.request.Request(${python(url)}, headers=headers)) as reply:
    print(json.dumps(json.load(reply), indent=2))
`,
    curl: `curl -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" ${shell(url)}\n`,
    cli: `bw ${[...command, '--url', serverUrl].map(shell).join(' ')}\n`,
  }
}
