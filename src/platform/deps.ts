/** What a feature may be given: the platform, assembled in app.ts. */
import type { Logger } from 'pino'
import type { Blobs } from './blobs.ts'
import type { Config } from './config.ts'
import type { Database, Db } from './db.ts'
import type { Events } from './events.ts'
import type { Gauges } from './http/gauges.ts'
import type { Http } from './http/server.ts'
import type { Jobs } from './jobs.ts'
import type { Listener } from './listen.ts'
import type { Outside } from './outside/fetch.ts'
import type { RootKey } from './root-key.ts'

export interface Deps {
  http: Http
  config: Config
  log: Logger
  database: Database
  db: Db
  events: Events
  jobs: Jobs
  listener: Listener
  blobs: Blobs
  gauges: Gauges
  /** For every request to a URL that a user gave. */
  outside: Outside
  /** The installation's secret; others are derived from it. */
  rootKey: () => RootKey
  /** The clock, in milliseconds. */
  now: () => number
  /** Registers what begins once the application is whole. */
  onStart(start: () => Promise<void> | void): void
  /** Registers what must end before the database closes; the last registered ends first. */
  onStop(stop: () => Promise<void> | void): void
}
