/** Moving in from another tracking server, following one that stays, and taking everything away again. */
import type { Deps } from '../../platform/deps.ts'
import { openSource } from './sources/open.ts'

export function transfer({ outside }: Deps) {
  return { openSource: (place: string) => openSource(place, { outside }) }
}
