/** A small folder as MLflow's file store keeps it, to be moved in: two experiments, runs with points, one file that is broken. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const RUNS = 6
const START = 1_760_000_000_000

export function fileStore(): string {
  const root = mkdtempSync(join(tmpdir(), 'bellwether-mlruns-'))
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const [id, name] of [
    ['101', 'churn'],
    ['102', 'ranker'],
  ] as const) {
    put(
      `${id}/meta.yaml`,
      `artifact_location: file://${root}/${id}\ncreation_time: ${START}\nexperiment_id: '${id}'\nlast_update_time: ${START}\nlifecycle_stage: active\nname: ${name}\n`,
    )
    for (let i = 0; i < RUNS; i++) {
      const run = `${id}${i}`.padEnd(32, 'a')
      const at = START + i * 3_600_000
      put(
        `${id}/${run}/meta.yaml`,
        `artifact_uri: file://${root}/${id}/${run}/artifacts\nend_time: ${at + 60_000}\nentry_point_name: ''\nexperiment_id: '${id}'\nlifecycle_stage: active\nrun_id: ${run}\nrun_name: ${name}-${i}\nrun_uuid: ${run}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: ${at}\nstatus: 3\ntags: []\nuser_id: ana\n`,
      )
      put(`${id}/${run}/params/depth`, String(i + 2))
      put(`${id}/${run}/metrics/loss`, Array.from({ length: 20 }, (_, s) => `${at + s} ${1 / (s + 1)} ${s}\n`).join(''))
      put(`${id}/${run}/artifacts/notes.txt`, `run ${i}\n`)
    }
  }
  put(`101/${'1019'.padEnd(32, 'a')}/meta.yaml`, '')
  return root
}
