/** Passwords at rest, in the usual notation of argon2id; few are computed at once, so that log-ins starve nobody. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Failure, invalid } from '../../../lib/failure.ts'
import { type Cost, derive } from './derive.ts'

/** What OWASP advises for argon2id: 19 MiB, two passes. */
const COST: Cost = { memoryKib: 19_456, passes: 2, lanes: 1 }
const BYTES = 32
const SALT_BYTES = 16
export const LEAST = 12
const MOST = 200

const AT_ONCE = 2
const MAX_WAITING = 50

function createTurns() {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= MAX_WAITING)
      throw new Failure('REQUEST_LIMIT_EXCEEDED', 'Too many people log in at this moment. Try again in a few seconds.')
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // Whoever waits takes the turn over.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
const inTurn = createTurns()

const toText = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** Long enough to resist guessing; what it is made of is the owner's affair. */
export function checkPassword(password: string, name: string, field = 'password'): void {
  if (password.length < LEAST || password.length > MOST)
    throw invalid(`'${field}' must have ${LEAST} to ${MOST} characters; it has ${password.length}.`)
  if (password.toLowerCase().includes(name.toLowerCase()) && name.length > 2)
    throw invalid(`'${field}' must not contain the name of the account.`)
  if (new Set(password).size < 5) throw invalid(`'${field}' repeats too few characters. Choose another.`)
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await inTurn(() => derive(password, salt, COST, BYTES))
  const { memoryKib, passes, lanes } = COST
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${toText(salt)}$${toText(key)}`
}

const STORED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/

/** Takes as long for an account without a password, and for one that is not there, as for a wrong password. */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, memory, passes, lanes, salt, wanted] = STORED.exec(stored ?? '') ?? []
  if (!salt || !wanted) {
    await inTurn(() => derive(password, randomBytes(SALT_BYTES), COST, BYTES))
    return false
  }
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) }
  const expected = Buffer.from(wanted, 'base64')
  const key = await inTurn(() => derive(password, Buffer.from(salt, 'base64'), cost, expected.length))
  return timingSafeEqual(key, expected)
}
