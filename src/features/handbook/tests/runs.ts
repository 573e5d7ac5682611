/** Runs of eight words as hashes: shows that no sentence was taken over without keeping the sentences. */
import { createHash } from 'node:crypto'

const WORDS = 8
/** Enough for some ten thousand runs never to meet by chance. */
const BYTES = 6

export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

const hash = (words: string[]): string =>
  createHash('sha256')
    .update(words.join(' '))
    .digest('hex')
    .slice(0, BYTES * 2)

/** The runs of a text as they are spoken, with their hashes in hexadecimal. */
export function runsOf(text: string): { run: string; hash: string }[] {
  const words = wordsOf(text)
  const starts = Array.from({ length: Math.max(0, words.length - WORDS + 1) }, (_, i) => i)
  return starts.map((at) => words.slice(at, at + WORDS)).map((run) => ({ run: run.join(' '), hash: hash(run) }))
}

export const hashesOf = (text: string): string[] => runsOf(text).map((run) => run.hash)

/** Reads what tools/handbook-sources.mjs wrote. */
export const readHashes = (bytes: Buffer): Set<string> =>
  new Set(Array.from({ length: bytes.length / BYTES }, (_, i) => bytes.toString('hex', i * BYTES, (i + 1) * BYTES)))
