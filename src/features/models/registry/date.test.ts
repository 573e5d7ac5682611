import { expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { activity } from '../../activity/contract.ts'
import { registered } from '../contract/own.ts'

const NOW = 1_700_000_000_000
const { call } = await server({ now: NOW })
const name = 'brought'
const dated = (version: string, registered_at: number) =>
  call(registered.setRegisteredAt, { name, version, registered_at })

test('a version that was brought from elsewhere says when it was registered there, and its model no later', async () => {
  for (const n of [1, 2])
    await call(registered.registerExternal, {
      name,
      source: `s3://elsewhere/${n}`,
      licence: 'MIT',
      sha256: 'a'.repeat(64),
    })
  await dated('1', NOW - 9_000)
  await dated('2', NOW - 5_000)
  await dated('2', NOW - 5_000)
  const { versions } = await call(registered.versions, { name })
  expect(versions.map(({ registered_at }) => registered_at)).toEqual([NOW - 5_000, NOW - 9_000])
  expect((await call(registered.model, { name })).model).toMatchObject({
    created_at: NOW - 9_000,
    changed_at: NOW - 5_000,
  })
  const said = async () => (await call(activity.list, { name: 'version.changed' })).events
  await expect.poll(async () => (await said()).length).toBe(2)
})

test.each([
  ['1', NOW + 1, /'registered_at' is 1700000000001: it must lie between 1970 and now/],
  ['1', -1, /'registered_at'/],
  ['9', 1, /9/],
  ['one', 1, /version/i],
])('version %s at %i is refused', async (version, at, message) => {
  await expect(dated(version, at)).rejects.toThrow(message)
})
