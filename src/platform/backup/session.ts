/** A connection for work that takes long and must not be cut off. */
import pg from 'pg'
import { Failure } from '../../lib/failure.ts'
import { LOCKS } from '../locks.ts'

/** Runs `work` on a connection of its own, without the limits that requests have. */
export async function session<T>(connection: pg.PoolConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ keepAlive: true, ...connection })
  // Whoever waits for a statement hears of it too.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0')
    // A table is read from its beginning, so that its rows come in the order in which they lie.
    await client.query('set synchronize_seqscans = off; set client_min_messages = warning')
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Takes what only one backup at a time may hold, and keeps blobs from being removed; until the connection ends. */
export async function holdForBackup(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCKS.backup])
  if (!rows[0]!.mine)
    throw new Failure(
      'RESOURCE_CONFLICT',
      'A backup of this installation is being made at the moment. Wait for it, or look at it with "bw backup ls".',
    )
  await client.query('select pg_advisory_lock($1)', [LOCKS.keepBlobs])
}
