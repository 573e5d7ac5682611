/** The server of a test file, filled as a small team would have it; one of its runs is lost. */
import { server } from '../harness/server.ts'
import { seed } from './seed.ts'
import { ageVersions } from './seed-models.ts'

export async function seededServer(runs = 40) {
  const filled = await server()
  const seeded = await seed(filled.call, Date.now(), runs, (path, text) =>
    filled.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${encodeURI(path)}`, text, {
      'content-type': 'application/octet-stream',
    }),
  )
  // Activity is noted once a second; noted later it would bring the lost run back.
  await new Promise((resolve) => setTimeout(resolve, 1_300))
  await filled.database.pool.query(
    `with r as (update runs set lost_ms = $1 where run_id = $2 returning *)
      insert into run_count_changes select experiment_id, deleted, workspace_id, 0, -1, 1, 0, null, null, false from r`,
    [Date.now(), seeded.silent],
  )
  await ageVersions(filled.database.pool, Date.now())
  return { filled, seeded, url: await filled.listen() }
}
