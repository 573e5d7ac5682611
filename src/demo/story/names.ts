/**
 * Names of runs, each once in the whole story. Those with a part in it have numbers up to 40,
 * and no other heron or lynx is about.
 */

const FIRST =
  'brave calm keen plain odd late warm tidy swift quiet bold mellow amber brisk clear eager fair glad jolly loyal neat proud sharp witty'.split(
    ' ',
  )
const SECOND =
  'stork otter moose wren ibex finch newt crane badger plover marten robin seal tern vole wolf yak hare fox elk dove crab bison adder'.split(
    ' ',
  )
const ALL = FIRST.length * SECOND.length * 99

/** Prime to the number of names, so that no two of these are the same. */
const STRIDE = 30_011

export function nameOf(i: number): string {
  const n = (17 + i * STRIDE) % ALL
  const second = Math.floor(n / FIRST.length)
  return `${FIRST[n % FIRST.length]}-${SECOND[second % SECOND.length]}-${41 + Math.floor(second / SECOND.length)}`
}
