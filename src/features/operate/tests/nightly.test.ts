import { expect, test } from 'vitest'
import { isDue, lastSlot, nextDue, nextSlot } from '../service/nightly.ts'

const at = 2 * 60 + 30
const time = (day: number, hours: number, minutes = 0): number => new Date(2026, 10, day, hours, minutes).getTime()
const never = { asked: null, made: null, since: time(1, 10) }

test('a slot is the last time that the hour came', () => {
  expect(lastSlot(time(5, 12), at)).toBe(time(5, 2, 30))
  expect(lastSlot(time(5, 1), at)).toBe(time(4, 2, 30))
  expect(lastSlot(time(5, 2, 30), at)).toBe(time(5, 2, 30))
  expect(nextSlot(time(5, 12), at)).toBe(time(6, 2, 30))
})

test('the first is due in the first night, not at once', () => {
  expect(isDue(time(1, 11), at, never)).toBe(false)
  expect(nextDue(time(1, 11), at, never)).toBe(time(2, 2, 30))
  expect(isDue(time(2, 2, 30), at, never)).toBe(true)
})

test('a server that slept through the night makes up for it', () => {
  const past = { ...never, asked: time(3, 2, 30), made: time(3, 2, 30) }
  expect(isDue(time(3, 23), at, past)).toBe(false)
  expect(isDue(time(5, 9), at, past)).toBe(true)
  expect(nextDue(time(5, 9), at, past)).toBe(time(5, 9))
})

test('one that failed is tried again three hours later', () => {
  const past = { ...never, asked: time(3, 2, 30) }
  expect(isDue(time(3, 4), at, past)).toBe(false)
  expect(isDue(time(3, 5, 30), at, past)).toBe(true)
})
