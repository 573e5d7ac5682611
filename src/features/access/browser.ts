/** What a browser says of itself, in three words: enough to tell one's log-ins apart, and no more is kept. */

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

const find = (words: [RegExp, string][], text: string): string | undefined =>
  words.find(([pattern]) => pattern.test(text))?.[1]

export function browserOf(userAgent: string | undefined): string {
  const browser = find(BROWSERS, userAgent ?? '')
  const system = find(SYSTEMS, userAgent ?? '')
  return browser && system ? `${browser} on ${system}` : (browser ?? system ?? 'unknown browser')
}
