/** The same run as code. */
import { type AsCode, python, shell } from '../../../parts/copy-as.tsx'
import { serverUrl } from '../../../place.ts'

export const runAsCode = (run: string): AsCode => ({
  python: `import mlflow\n\nmlflow.set_tracking_uri(${python(serverUrl)})\nrun = mlflow.get_run(${python(run)})\n`,
  curl: `curl ${shell(`${serverUrl}/api/v1/runs/${run}`)}\n`,
  cli: `bw runs get --url ${shell(serverUrl)} ${run}\n`,
})
