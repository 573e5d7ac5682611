/** Whether the server is open to its own machine, waits for its owner, or asks for tokens. */
import { type Config, isLoopback } from '../../platform/config.ts'
import { outageOf } from '../../platform/db.ts'

/** `open`: no accounts, loopback only. `setup`: no accounts, reachable by others: serves nothing but the set-up. */
export type Mode = 'open' | 'setup' | 'accounts'

/** An owner made by another process counts within this time. */
const KEEP_MS = 5_000

export interface Modes {
  current(): Promise<Mode>
  /** From now on tokens are needed; there is no way back. */
  close(): void
}

export function createModes({ host }: Config, anyAccount: () => Promise<boolean>, now: () => number): Modes {
  const without: Mode = isLoopback(host) ? 'open' : 'setup'
  let closed = false
  let checkedAt = Number.NEGATIVE_INFINITY
  let checking: Promise<void> | undefined

  const check = async (): Promise<void> => {
    const at = now()
    try {
      if (await anyAccount()) closed = true
      checkedAt = at
    } catch (error) {
      // While the database is away there is nothing to protect, but pages that say so.
      if (checkedAt === Number.NEGATIVE_INFINITY || !outageOf(error)) throw error
    }
  }
  return {
    async current() {
      const age = now() - checkedAt
      if (!closed && !(age >= 0 && age < KEEP_MS)) {
        checking ??= check().finally(() => {
          checking = undefined
        })
        await checking
      }
      return closed ? 'accounts' : without
    },
    close() {
      closed = true
    },
  }
}
