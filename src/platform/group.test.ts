import { expect, test } from 'vitest'
import { groupCommit } from './group.ts'

test('what comes together, and what comes while a commit is under way, shares a commit', async () => {
  const commits: number[][] = []
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const group = groupCommit<number, number>({
    async commit(members) {
      commits.push(members.map(({ item }) => item))
      first.resolve()
      await second.promise
      for (const { item, resolve } of members) resolve(item * 10)
    },
  })
  const before = [1, 2].map(group.add)
  await first.promise
  const after = [3, 4, 5].map(group.add)
  second.resolve()
  expect(await Promise.all([...before, ...after])).toEqual([10, 20, 30, 40, 50])
  expect(commits).toEqual([
    [1, 2],
    [3, 4, 5],
  ])
})

test('what does not fit waits for the next commit, in its order', async () => {
  const commits: string[][] = []
  const group = groupCommit<string, void>({
    fits: (item, members) => !members.some((other) => other.item[0] === item[0]),
    async commit(members) {
      commits.push(members.map(({ item }) => item))
      for (const { resolve } of members) resolve()
    },
  })
  await Promise.all(['a1', 'b1', 'a2', 'c1', 'a3', 'b2'].map(group.add))
  expect(commits).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']])
})

test('a commit that fails rejects its members alone; draining waits for all', async () => {
  const [isUnderWay, mayFail, mayEnd] = Array.from({ length: 3 }, () => Promise.withResolvers<void>())
  const group = groupCommit<number, void>({
    async commit(members) {
      if (members.some(({ item }) => item < 0)) {
        isUnderWay?.resolve()
        await mayFail?.promise
        throw new Error('no')
      }
      await mayEnd?.promise
      for (const { resolve } of members) resolve()
    },
  })
  const bad = group.add(-1)
  await isUnderWay?.promise
  let isDone = false
  const good = group.add(1).then(() => {
    isDone = true
  })
  mayFail?.resolve()
  await expect(bad).rejects.toThrow('no')
  expect(isDone).toBe(false)
  mayEnd?.resolve()
  await group.drain()
  await good
  expect(isDone).toBe(true)
})

test('a commit has at most 64 members', async () => {
  const sizes: number[] = []
  const group = groupCommit<number, void>({
    async commit(members) {
      sizes.push(members.length)
      for (const { resolve } of members) resolve()
    },
  })
  await Promise.all(Array.from({ length: 150 }, (_, i) => group.add(i)))
  expect(sizes).toEqual([64, 64, 22])
})
