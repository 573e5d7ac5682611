/** How a server that others can reach gets its owner: named by the operator at start, or by a set-up link, once. */
import { timingSafeEqual } from 'node:crypto'
import type { Logger } from 'pino'
import { Failure, invalid } from '../../../lib/failure.ts'
import type { Config } from '../../../platform/config.ts'
import type { Modes } from '../mode.ts'
import { digestOf, isGoodToken, newCode } from '../secrets.ts'
import type { AccountService } from './accounts.ts'

const LINK_MS = 3_600_000

export const wrongLink = (): Failure =>
  new Failure(
    'PERMISSION_DENIED',
    'This set-up link is wrong, used or older than an hour. Start the server again for a new one.',
  )

export interface OwnerParts {
  config: Config
  accounts: AccountService
  modes: Modes
  log: Logger
  now: () => number
}

export function ownerService({ config, accounts, modes, log, now }: OwnerParts) {
  let link: { digest: Buffer; untilMs: number } | undefined

  const isCode = (code: string): boolean =>
    link !== undefined && link.untilMs > now() && timingSafeEqual(link.digest, digestOf(code))

  return {
    isCode,

    /** Makes the owner that the operator named; to be called before requests come. */
    async ready(): Promise<void> {
      const { initOwner, initToken, initPassword } = config
      const isNamed = initToken !== undefined || initPassword !== undefined
      if (initOwner === undefined && !isNamed) return
      if (!initOwner || !isNamed)
        throw invalid(
          'BELLWETHER_INIT_OWNER goes with BELLWETHER_INIT_TOKEN, BELLWETHER_INIT_PASSWORD or both: set them, or none.',
        )
      if (initToken !== undefined && !isGoodToken(initToken))
        throw invalid(
          "BELLWETHER_INIT_TOKEN must begin with 'bw_' and have 32 to 300 characters, without blanks. Make one: echo bw_$(openssl rand -hex 32)",
        )
      const outcome = await accounts.ensureOwner(initOwner, initToken, initPassword)
      modes.close()
      if (outcome === 'other') log.warn('BELLWETHER_INIT_OWNER is not used: this server has another owner already')
    },

    /** A link that makes the first owner, valid for an hour; nothing where none is needed. An earlier link ends. */
    async setupLink(baseUrl: string): Promise<string | undefined> {
      if ((await modes.current()) !== 'setup') return undefined
      const code = newCode()
      link = { digest: digestOf(code), untilMs: now() + LINK_MS }
      return `${baseUrl}/setup?code=${code}`
    },

    /** The link is used up when it has made the owner, not before. */
    async createOwner(code: string, name: string, password: string): Promise<number> {
      if (!isCode(code)) throw wrongLink()
      const { id } = await accounts.createOwner(name, undefined, password)
      link = undefined
      return id
    },
  }
}

export type OwnerService = ReturnType<typeof ownerService>
