/** `bellwether export --to-mlflow`: this command reads one server and writes the other; it may be ended and run again. */
import { fromEnv } from '../../platform/config.ts'
import { stopSignal } from '../backup/report.ts'
import { findServer, type ServerOptions } from '../find-server.ts'
import { note, print, printJson } from '../output.ts'
import { bytes, count } from '../words.ts'

const EVERY_MS = 200

const ONE: Record<string, [one: string, many?: string]> = {
  experiments: ['experiment'],
  runs: ['run'],
  points: ['point'],
  files: ['file'],
  'logged models': ['logged model'],
  models: ['model'],
  versions: ['version'],
}

const say = (kinds: Record<string, number>): string =>
  Object.entries(kinds)
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => (kind === 'bytes' ? bytes(n) : count(n, ...ONE[kind]!)))
    .join(', ')

export async function exportToMlflow(uri: string, options: ServerOptions): Promise<void> {
  const { moveToMlflow } = await import('../../moving-out.ts')
  const { url, token, username: user, password } = findServer(options)
  const { env } = process
  const login = {
    token: fromEnv(env, 'BELLWETHER_TO_TOKEN'),
    user: env.BELLWETHER_TO_USERNAME,
    password: fromEnv(env, 'BELLWETHER_TO_PASSWORD'),
  }
  const out = process.stderr
  let drawn = 0
  const report = await moveToMlflow({ url, token, user, password }, { uri, ...login }, stopSignal(), ({ written }) => {
    if (!out.isTTY || Date.now() - drawn < EVERY_MS) return
    drawn = Date.now()
    out.write(`\r\x1b[2K${say(written).slice(0, out.columns - 1)}`)
  })
  if (out.isTTY) out.write('\r\x1b[2K')
  if (options.json) return printJson(report)
  print(`Written to ${report.place}: ${say(report.written) || 'nothing new'}.`)
  if (Object.values(report.known).some((n) => n > 0)) print(`There already: ${say(report.known)}.`)
  for (const { what, why, count: n } of report.left) note(`Left: ${what}${n > 1 ? ` (${n})` : ''}: ${why}`)
}
