/** Pages of a long list: read from any place, forgotten when passed over, read again when the list changes. */
import { beforeEach, expect, test, vi } from 'vitest'
import { createPages, PAGE, type Read } from '../../web/src/pages/track/experiment/lines/pages.ts'

vi.stubGlobal('window', globalThis)
beforeEach(() => {
  vi.useFakeTimers()
})

/** A list of numbers on a server that answers when it is told to. */
function list(size: number) {
  const asked: { offset: number; answer: () => void; signal: AbortSignal }[] = []
  const server = { size, fails: false }
  const read: Read<number> = (offset, limit, signal) =>
    new Promise((resolve, reject) => {
      asked.push({
        offset,
        signal,
        answer: () =>
          server.fails
            ? reject(new Error('no'))
            : resolve({
                rows: Array.from({ length: Math.max(0, Math.min(limit, server.size - offset)) }, (_, i) => offset + i),
                total: server.size,
              }),
      })
    })
  const onChange = vi.fn()
  const pages = createPages(read, onChange)
  const answer = async (): Promise<void> => {
    for (const each of asked.splice(0)) each.answer()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { server, asked, pages, answer, onChange, offsets: () => asked.map(({ offset }) => offset) }
}

test('the first page is asked for at once, wherever it is; then only what is in view for a moment', async () => {
  const { pages, answer, offsets, onChange } = list(1_000)
  pages.want(430, 460)
  expect(offsets()).toEqual([400])
  expect([pages.total, pages.row(430)]).toEqual([undefined, undefined])
  await answer()
  expect([pages.total, pages.row(430), pages.row(500)]).toEqual([1_000, 430, undefined])
  expect(pages.has(430, 460)).toBe(true)
  expect(onChange).toHaveBeenCalledTimes(1)
  pages.want(490, 520)
  expect(offsets()).toEqual([])
  pages.want(890, 920)
  await vi.advanceTimersByTimeAsync(60)
  expect(offsets()).toEqual([800, 900])
  await answer()
  expect([pages.row(520), pages.row(999), pages.row(1_000)]).toEqual([undefined, 999, undefined])
})

test('what is no longer in view is not waited for', async () => {
  const { pages, answer, asked } = list(1_000)
  pages.want(0, 40)
  await answer()
  pages.want(300, 340)
  await vi.advanceTimersByTimeAsync(60)
  const [passed] = asked
  pages.want(700, 740)
  expect(passed!.signal.aborted).toBe(true)
  await answer()
  expect(pages.row(300)).toBeUndefined()
})

test('a list that grows is read again where it is in view; a failure is not repeated by itself', async () => {
  const { server, pages, answer, offsets } = list(250)
  pages.want(0, 240)
  await answer()
  await vi.advanceTimersByTimeAsync(60)
  pages.want(0, 240)
  await vi.advanceTimersByTimeAsync(60)
  await answer()
  expect(pages.loaded()).toHaveLength(250)
  server.size = 251
  pages.refresh()
  expect(offsets()).toEqual([0, PAGE, 2 * PAGE])
  await answer()
  expect([pages.total, pages.loaded().length]).toEqual([251, 251])
  server.fails = true
  pages.refresh()
  await answer()
  expect((pages.error as Error).message).toBe('no')
  expect(pages.loaded()).toHaveLength(251)
  pages.want(0, 40)
  await vi.advanceTimersByTimeAsync(60)
  expect(offsets()).toEqual([])
  server.fails = false
  pages.refresh()
  await answer()
  expect(pages.error).toBeUndefined()
})
