import crypto from 'node:crypto'
import { expect, test } from 'vitest'
import { derive, deriveInThread } from './derive.ts'
import { checkPassword, hashPassword, verifyPassword } from './hash.ts'

/** The reference implementation's own example. */
const REFERENCE = '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'

test('Node and WebAssembly agree with the reference of argon2id', async () => {
  const cost = { memoryKib: 65_536, passes: 2, lanes: 1 }
  const hex = async (how: typeof derive) => (await how('password', Buffer.from('somesalt'), cost, 32)).toString('hex')
  expect(typeof crypto.argon2).toBe('function')
  expect(derive).not.toBe(deriveInThread)
  expect([await hex(derive), await hex(deriveInThread)]).toEqual([REFERENCE, REFERENCE])
})

test('what cannot be derived is an error, not a wait', async () => {
  await expect(deriveInThread('password', Buffer.alloc(0), { memoryKib: 1, passes: 0, lanes: 1 }, 4)).rejects.toThrow()
})

test('a stored password says how it was made and nothing else; each has its own salt', async () => {
  const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')]
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(one).not.toBe(two)
  expect(await verifyPassword('correct horse', one)).toBe(true)
  expect(await verifyPassword('correct horsf', one)).toBe(false)
  for (const nothing of [undefined, '', 'correct horse', '$argon2i$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA'])
    expect(await verifyPassword('correct horse', nothing)).toBe(false)
})

test('of a burst only so many are computed or wait; the others are told to come back', async () => {
  const stored = await hashPassword('correct horse')
  const burst = await Promise.allSettled(Array.from({ length: 60 }, () => verifyPassword('correct horse', stored)))
  const refused = burst.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(8)
  expect(String((refused[0] as PromiseRejectedResult).reason)).toContain('Try again in a few seconds')
  expect(await verifyPassword('correct horse', stored)).toBe(true)
}, 20_000)

test('short, long, self-naming and monotonous passwords are refused with the reason', () => {
  const wrong = {
    short: '12 to 200',
    ['x'.repeat(201)]: '12 to 200',
    'i am Ana, hello': 'name',
    aabbaabbaabb: 'repeats',
  }
  for (const [password, reason] of Object.entries(wrong)) expect(() => checkPassword(password, 'ana')).toThrow(reason)
  expect(() => checkPassword('correct horse', 'ana')).not.toThrow()
})
