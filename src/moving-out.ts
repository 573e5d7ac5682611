/** Moving out to an MLflow server: what this server says by MLflow's protocol is written there by the same. */
import { sendToMlflow } from './features/exports/to-mlflow/all.ts'
import { type Login, targetClient } from './features/exports/to-mlflow/client.ts'
import type { Report } from './features/exports/to-mlflow/tally.ts'
import { serverSource } from './features/transfer/sources/server.ts'
import { createOutside } from './platform/outside/fetch.ts'

export interface From extends Login {
  url: string
}

/** Both addresses are given by whoever runs the command, on whose machine it runs: any may be asked. */
export async function moveToMlflow(
  { url, ...credentials }: From,
  to: { uri: string } & Login,
  signal: AbortSignal,
  onChange: (report: Report) => void,
): Promise<Report & { place: string }> {
  const outside = createOutside(['0.0.0.0/0', '::/0'])
  const source = serverSource(url, { outside, credentials, loopback: true, signal })
  const target = targetClient(to.uri, to, signal)
  try {
    return { ...(await sendToMlflow(source, target, onChange)), place: target.place }
  } finally {
    await source.close()
  }
}

export type { Report } from './features/exports/to-mlflow/tally.ts'
