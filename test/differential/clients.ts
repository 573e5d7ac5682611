/** The same scenario through one version of the stock Python client, once at each server; what it saw is compared. */
import { runPython } from '../protocol/python.ts'
import { comparer } from './compare.ts'
import type { Found, Outcome } from './run.ts'

interface Report {
  version: string
  seen: { step: string; saw: unknown }[]
}

export interface ClientOutcome extends Outcome {
  /** Of the client. */
  version: string
}

/** `name` is an environment of tools/python. */
export async function compareClient(name: string, mlflow: string, bellwether: string): Promise<ClientOutcome> {
  const play = async (url: string): Promise<Report> =>
    (await runPython<Report>('differential/clients/scenario.py', url, { name })).report
  const { version, seen: theirs } = await play(mlflow)
  const { seen: ours } = await play(bellwether)
  const compare = comparer()
  const found: Found[] = []
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    const step = `client: ${(theirs[i] ?? ours[i])!.step}`
    const differences = compare.differences(theirs[i], ours[i])
    found.push(...differences.map((difference) => ({ step, ...difference })))
  }
  return { version, steps: theirs.length, requests: 0, compared: compare.compared, found }
}
