/** Rows of a statement, a piece at a time, within the snapshot of the connection's transaction. */
import type pg from 'pg'

const PIECE = 5_000

let count = 0

export async function* readRows<Row>(client: pg.Client, text: string, values: unknown[]): AsyncGenerator<Row[]> {
  const name = `export_${count++}`
  await client.query(`declare ${name} no scroll cursor for ${text}`, values)
  try {
    for (;;) {
      const { rows } = await client.query({ text: `fetch ${PIECE} from ${name}`, rowMode: 'array' })
      if (rows.length) yield rows as unknown as Row[]
      if (rows.length < PIECE) return
    }
  } finally {
    await client.query(`close ${name}`).catch(() => undefined)
  }
}
