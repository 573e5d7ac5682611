/** Keeps the book: read when it is first asked for, at the latest soon after the start, which it does not delay. */
import type { Book } from './book/load.ts'

const SOON_MS = 1_000

export interface Library {
  book(): Promise<Book>
  /** A book that cannot be read ends the process: its files come with the server. */
  readSoon(): void
  stop(): void
}

export function createLibrary(): Library {
  let book: Promise<Book> | undefined
  let timer: NodeJS.Timeout | undefined
  const get = (): Promise<Book> => {
    book ??= import('./book/load.ts').then(({ loadBook }) => loadBook())
    return book
  }
  return {
    book: get,
    readSoon: () => {
      timer = setTimeout(() => void get(), SOON_MS)
      timer.unref()
    },
    stop: () => clearTimeout(timer),
  }
}
