/** Bytes written and read one after the other: single ones, numbers of variable length, blocks. */

export class Writer {
  bytes = new Uint8Array(256)
  length = 0
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }
  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }
  varint(value: number): void {
    this.reserve(9)
    let rest = value
    while (rest >= 128) {
      this.bytes[this.length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.length++] = rest
  }
  block(block: ArrayBufferView): void {
    this.reserve(block.byteLength)
    this.bytes.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), this.length)
    this.length += block.byteLength
  }
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

export class Reader {
  readonly bytes: Uint8Array
  at: number
  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }
  byte(): number {
    return this.bytes[this.at++]!
  }
  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.bytes[this.at++]!
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }
  /** A copy, so that the typed array over it is aligned. */
  block(length: number): ArrayBuffer {
    const copy = new Uint8Array(length)
    copy.set(this.bytes.subarray(this.at, this.at + length))
    this.at += length
    return copy.buffer
  }
}

/** Signed numbers as unsigned ones, small if they are near zero. */
export const zigzag = (n: number): number => (n < 0 ? -2 * n - 1 : 2 * n)
export const unzigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2)
