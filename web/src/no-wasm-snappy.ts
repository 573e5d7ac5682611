/** Stands for hysnappy, which compiles WebAssembly that our pages' policy forbids: hyparquet's own is plain code. */
import { snappyUncompress as uncompress } from 'hyparquet'

export function snappyUncompress(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length)
  uncompress(input, output)
  return output
}

export const snappyUncompressor = () => snappyUncompress
