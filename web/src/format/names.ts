/** Names and ids that are too long for their place. */

/** Cut in the middle: beginnings and ends of keys tell them apart. */
export function middleCut(text: string, most: number): string {
  const letters = [...text]
  if (letters.length <= most) return text
  const tail = Math.floor((most - 1) / 2)
  return `${letters.slice(0, most - 1 - tail).join('')}…${letters.slice(letters.length - tail).join('')}`
}

export const shortId = (id: string): string => id.slice(0, 8)
