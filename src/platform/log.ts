/** The server's own log: one JSON object a line, secrets removed. */
import { type Logger, pino } from 'pino'

export const createLog = (level: string): Logger =>
  pino({
    level,
    base: null,
    redact: ['req.headers.authorization', 'req.headers.cookie', 'headers.authorization', 'headers.cookie', '*.token'],
  })
export type { Logger }
