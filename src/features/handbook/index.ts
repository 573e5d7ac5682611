/** The handbook: what five documents say of leading an ML team, and what this product shows of it. */
import type { Deps } from '../../platform/deps.ts'
import { loadBook } from './book/load.ts'
import { readRoutes } from './routes.ts'

export function handbook({ http, now }: Deps) {
  const book = loadBook()
  readRoutes(http, () => book, now)
}
