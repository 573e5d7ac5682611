import { expect, test } from 'vitest'
import { rootKey } from './root-key.ts'

const key = rootKey('', Buffer.alloc(32, 1).toString('base64'))()
const other = rootKey('', Buffer.alloc(32, 2).toString('base64'))()

test('what was sealed comes back for its purpose alone, whole, and never looks the same twice', () => {
  const sealed = key.seal('follow 1', 'pässword')
  expect(key.open('follow 1', sealed)).toBe('pässword')
  expect(key.open('empty', key.seal('empty', ''))).toBe('')
  expect(key.seal('follow 1', 'pässword')).not.toEqual(sealed)
  expect(() => key.open('follow 2', sealed)).toThrow()
  expect(() => other.open('follow 1', sealed)).toThrow()
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i]! ^= 1
    expect(() => key.open('follow 1', changed), `byte ${i}`).toThrow()
  }
  expect(() => key.open('follow 1', sealed.subarray(0, 20))).toThrow()
})
