/** Memory that starting left behind: loading and parsing fill a heap of a hundred megabytes, of which forty stay in use. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** After the start nothing happens that would make V8 collect, so an idle server would keep it all. */
const AFTER_MS = 4_000

export function giveBackSoon(): NodeJS.Timeout {
  return setTimeout(() => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as (options: object) => void
    setFlagsFromString('--no-expose-gc')
    collect({ type: 'major', flavor: 'last-resort' })
  }, AFTER_MS).unref()
}
