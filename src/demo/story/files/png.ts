/** PNG images from pixels: what a plotting library would have saved. */
import { crc32, deflateSync } from 'node:zlib'

export type Colour = readonly [red: number, green: number, blue: number]

export interface Image {
  bytes(): Uint8Array
  /** Fills a rectangle; what lies outside is cut off. */
  fill(x: number, y: number, width: number, height: number, colour: Colour): void
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

export function image(width: number, height: number, background: Colour): Image {
  // Each line begins with a byte that says how it is filtered: not at all.
  const stride = 1 + 3 * width
  const pixels = Buffer.alloc(stride * height)
  const fill: Image['fill'] = (x, y, w, h, colour) => {
    const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))]
    const [right, bottom] = [Math.min(width, Math.round(x + w)), Math.min(height, Math.round(y + h))]
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) pixels.set(colour, row * stride + 1 + 3 * column)
  }
  fill(0, 0, width, height, background)
  return {
    fill,
    bytes() {
      const header = Buffer.alloc(13)
      header.writeUInt32BE(width, 0)
      header.writeUInt32BE(height, 4)
      header.set([8, 2, 0, 0, 0], 8)
      return Buffer.concat([
        Buffer.from(SIGNATURE),
        chunk('IHDR', header),
        chunk('IDAT', deflateSync(pixels, { level: 6 })),
        chunk('IEND', new Uint8Array()),
      ])
    },
  }
}
