import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { checkSpace } from './file.ts'

const dir = tmpdir()

test('a disk without room is refused before anything is written', async () => {
  await expect(checkSpace(dir, { database: 1e18, blobs: 0 }, 0)).rejects.toThrow(/may take 1000000000 GB, but .* free/)
  await expect(checkSpace(dir, { database: 0, blobs: 0 }, 1e18)).rejects.toThrow(/must stay free for the server/)
  await checkSpace(dir, { database: 0, blobs: 0 }, 0)
})
