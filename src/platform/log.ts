/** The server's own log: one JSON object a line on stderr, secrets removed; stdout is for what `up` prints. */
import { type Logger, pino } from 'pino'

export const createLog = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      redact: ['req.headers.authorization', 'req.headers.cookie', 'headers.authorization', 'headers.cookie', '*.token'],
    },
    pino.destination(2),
  )
export type { Logger }
