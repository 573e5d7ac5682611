/** Splits a stream of bytes into lines, without holding more than the longest of them. */

/** A last line without its newline is one too; whether it is whole, who reads it knows. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest: Uint8Array[] = []
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(10)
    if (end < 0) {
      rest.push(chunk)
      continue
    }
    yield Buffer.concat([...rest, chunk.subarray(0, end)])
      .toString('utf8')
      .split('\n')
    rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
  }
  if (rest.length) yield [Buffer.concat(rest).toString('utf8')]
}
