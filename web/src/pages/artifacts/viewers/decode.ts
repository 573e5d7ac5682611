/** Bytes as text: UTF-8 where they are, Latin-1 where not, without what only terminals understand. */

export interface Decoded {
  text: string
  isLatin: boolean
}

/** A part of a file may begin and end within a character: those halves are left out. */
export function decodeText(bytes: Uint8Array, { isStart, isEnd }: { isStart: boolean; isEnd: boolean }): Decoded {
  let from = 0
  if (!isStart) while (from < 3 && from < bytes.length && (bytes[from]! & 0xc0) === 0x80) from++
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return { text: decoder.decode(bytes.subarray(from), { stream: !isEnd }), isLatin: false }
  } catch {
    return { text: new TextDecoder('latin1').decode(bytes), isLatin: true }
  }
}

const ESCAPES =
  /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g

/** As a terminal would leave it: colours are dropped, a progress bar shows its last state. */
export function settleText(text: string): string {
  const plain = text.includes('\u001b') || /[\u0000-\u0008]/.test(text) ? text.replace(ESCAPES, '') : text
  if (!plain.includes('\r')) return plain
  return plain
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => (line.includes('\r') ? (line.split('\r').findLast(Boolean) ?? '') : line))
    .join('\n')
}

/** Most of the first bytes are characters that people read. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  const { text, isLatin } = decodeText(bytes, { isStart: true, isEnd: false })
  if (isLatin) return false
  let odd = 0
  for (const letter of text) {
    const code = letter.codePointAt(0)!
    if (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 27) odd++
  }
  return odd <= text.length / 100
}
