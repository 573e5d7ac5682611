/** Many byte strings as one parameter: PostgreSQL takes one bytea in binary form, but an array of them only as hex. */

export interface Blocks {
  bytes: Buffer
  /** 1-based, as SQL's substring counts. */
  starts: number[]
  lengths: number[]
}

export function joinBlocks(blocks: Uint8Array[]): Blocks {
  const lengths = blocks.map((block) => block.length)
  const starts: number[] = []
  let at = 1
  for (const length of lengths) {
    starts.push(at)
    at += length
  }
  return { bytes: Buffer.concat(blocks), starts, lengths }
}
