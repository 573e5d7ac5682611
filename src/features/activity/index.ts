/** The event log for readers: sealing, listing, live streams. */
import type { Deps } from '../../platform/deps.ts'

export function activity(_deps: Deps): void {}
