/** `npm run verify [name]`: the proofs at full size. Prints each figure and writes it to docs/evidence/NAME.json. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { audit } from './audit.ts'
import { bigArtifact } from './big-artifact.ts'
import { demo } from './demo.ts'
import type { Evidence } from './evidence.ts'
import { verifyExport } from './export.ts'
import { follow } from './follow.ts'
import { fuzz } from './fuzz.ts'
import { growth } from './growth.ts'
import { moveIn } from './import.ts'
import { kill } from './kill.ts'
import { outbound } from './outbound.ts'
import { packed } from './package.ts'
import { protocol } from './protocol.ts'
import { restore } from './restore.ts'
import { webCharts } from './web-charts.ts'
import { webMlflow } from './web-mlflow.ts'
import { webRuns } from './web-runs.ts'

const CHECKS: Record<string, (args: string[]) => Promise<Evidence>> = {
  audit,
  kill,
  'big-artifact': bigArtifact,
  demo,
  export: verifyExport,
  follow,
  fuzz,
  growth,
  import: moveIn,
  outbound,
  package: packed,
  protocol,
  restore,
  'web-charts': webCharts,
  'web-mlflow': webMlflow,
  'web-runs': webRuns,
}

const [wanted, ...args] = process.argv.slice(2)
if (wanted && !CHECKS[wanted]) {
  process.stderr.write(`verify: no check '${wanted}'. There are ${Object.keys(CHECKS).join(', ')}.\n`)
  process.exit(2)
}
let failed = 0
for (const name of wanted ? [wanted] : Object.keys(CHECKS)) {
  const started = Date.now()
  const { ok, figures } = await CHECKS[name]!(args)
  const record = { check: name, ok, seconds: Math.round((Date.now() - started) / 1000), figures }
  process.stdout.write(`${JSON.stringify(record, null, 2)}\n`)
  const dir = join(import.meta.dirname, '../../docs/evidence')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`)
  if (!ok) failed++
}
process.exit(failed ? 1 : 0)
