/** Reads a Dockerfile and the list of what its build may not see. */

export interface Instruction {
  word: string
  /** Without the flags. */
  text: string
  flags: Record<string, string>
}

/** Instructions in their order; continued lines are one, comments none. */
export function readDockerfile(text: string): Instruction[] {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ')
  return lines.split('\n').flatMap((line) => {
    const [, word, rest = ''] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (!word) return []
    const flags = Object.fromEntries(
      [...rest.matchAll(/(?:^|\s)--([\w-]+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
    )
    return [{ word, flags, text: rest.replace(/^(\s*--[\w-]+=\S+)+/, '').trim() }]
  })
}

/** The instructions of each stage, the first of which is its FROM. */
export function stagesOf(all: Instruction[]): Instruction[][] {
  const begins = all.flatMap(({ word }, i) => (word === 'FROM' ? [i] : []))
  return begins.map((begin, i) => all.slice(begin, begins[i + 1]))
}

/** Whether a path of the clone reaches the build: the last line of .dockerignore that matches it, or a folder of it, says. Of patterns it knows `*`, which is everything. */
export function reachesBuild(path: string, ignore: string): boolean {
  const lines = ignore.split('\n').filter((line) => line.trim() && !line.startsWith('#'))
  const above = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))
  let reaches = true
  for (const line of lines) {
    const pattern = line.replace(/^!/, '')
    if (pattern === '*' || above.includes(pattern)) reaches = line.startsWith('!')
  }
  return reaches
}

/** `ENV a=b c="d e"` as pairs. */
export const pairsOf = (text: string): [string, string][] =>
  [...text.matchAll(/([\w.]+)=("[^"]*"|\S+)/g)].map(([, name, value]) => [name!, value!.replace(/^"|"$/g, '')])
