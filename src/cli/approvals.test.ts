import { expect, test } from 'vitest'
import { ownedServer } from '../../test/harness/accounts.ts'
import { commandLine } from '../../test/harness/cli.ts'

const owned = await ownedServer()
const url = await owned.listen()
const { bw } = commandLine(url)
const { token: asker } = await owned.makeAccount('ana', 'contributor')
const { token: approver } = await owned.makeAccount('bo', 'approver')
const made = await owned.as(asker, 'POST', '/api/2.0/mlflow/experiments/create', { name: 'ranker' })
const about = { kind: 'experiment', subject: made.body.experiment_id, title: 'Ship it', why: 'it is better' }
const run = (args: string[], by = approver) => bw(['approvals', ...args], { env: { BELLWETHER_TOKEN: by } })
async function ask(version: number): Promise<string> {
  const { body } = await owned.as(asker, 'POST', '/api/v1/approvals', { ...about, content: { version } })
  return String((body.approval as { id: number }).id)
}

test('Platform-13: what waits is listed, shown, approved and refused from the command line', async () => {
  const [yes, no] = [await ask(1), await ask(2)]
  const listed = await run(['ls'])
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed.stdout).toMatch(/Ship it +experiment ranker +ana +0 of 1/)
  expect((await run(['ls'], asker)).stderr).toContain('Nothing waits for your answer')
  expect((await run(['ls', '--all', '--json'], asker)).json<{ approvals: object[] }>().approvals).toHaveLength(2)
  const shown = await run(['show', yes])
  for (const part of ['Ship it', 'it is better', '{"version":1}', 'not from whoever asked'])
    expect(shown.stdout).toContain(part)
  expect((await run(['approve', yes])).code).toBe(2)
  expect((await run(['approve', yes, '--reason', 'no'], asker)).code).toBe(1)
  expect((await run(['approve', yes, '--reason', 'I checked'])).stdout).toContain(`Approval ${yes} is approved.`)
  const refused = await run(['refuse', no, '--reason', 'too early', '--json'])
  expect(refused.json()).toMatchObject({ approval: { state: 'refused', decisions: [{ reason: 'too early' }] } })
  expect((await run(['ls', '--state', 'refused'])).stdout).toContain('Ship it')
  expect((await run(['show', no])).stdout).toMatch(/no +bo, .*: too early/)
})
