import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { checkSpace, roomiest } from './file.ts'

const dir = tmpdir()

test('a disk without room is refused before anything is written', async () => {
  await expect(checkSpace(dir, { database: 1e18, blobs: 0 }, 0)).rejects.toThrow(/may take 1000000000 GB, but .* free/)
  await expect(checkSpace(dir, { database: 0, blobs: 0 }, 1e18)).rejects.toThrow(/must stay free for the server/)
  await checkSpace(dir, { database: 0, blobs: 0 }, 0)
})

test.runIf(process.platform === 'linux')('a temporary database is made where there is most room', async () => {
  expect(await roomiest(['/proc', dir])).toBe(dir)
  expect(await roomiest([dir, '/proc'])).toBe(dir)
  expect(await roomiest([dir, dir])).toBe(dir)
})
