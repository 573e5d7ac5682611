/** The unmodified client proves who it is in every way that MLflow knows. Slow: it starts Python. */
import { expect, test } from 'vitest'
import { bearer, ownedServer } from '../harness/accounts.ts'
import { runPython } from './python.ts'

const PASSWORD = 'correct horse battery'
const owned = await ownedServer()
const url = await owned.listen()
const { id, token } = await owned.makeAccount('lena', 'contributor')
const login = async (env: Record<string, string>) => (await runPython<object>('protocol/login.py', url, { env })).report
const basic = (name: string, password: string) => ({
  MLFLOW_TRACKING_USERNAME: name,
  MLFLOW_TRACKING_PASSWORD: password,
})
const WORKED = { metrics: { loss: 0.5, accuracy: 0.9 }, files: ['who.txt'], text: 'who was it' }

test("MLflow's client logs in with name and password, with a name and a token, and with a token alone; a wrong password is refused", {
  timeout: 300_000,
}, async () => {
  await owned.send('PUT', '/api/v1/access/password', { new: PASSWORD }, bearer(token))
  expect(await login(basic('lena', PASSWORD))).toEqual(WORKED)
  expect(await login(basic('whoever', token))).toEqual(WORKED)
  expect(await login({ MLFLOW_TRACKING_TOKEN: token })).toEqual(WORKED)
  expect(await login(basic('lena', 'wrong horse battery'))).toMatchObject({
    refused: expect.stringContaining('UNAUTHENTICATED'),
  })
  const { rows } = await owned.database.pool.query(
    "select account_id, count(*)::int as n from events where name = 'run.finished' group by 1",
  )
  expect(rows).toEqual([{ account_id: id, n: 3 }])
})
