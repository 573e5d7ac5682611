/** Starts a server with other migrations than its own, as a later version would have: DATA-DIRECTORY MIGRATIONS [URL]. */
import { loadConfig } from '../../../src/platform/config.ts'
import { createLog } from '../../../src/platform/log.ts'
import { startServer } from '../../../src/server.ts'

const [data_dir, migrations, database_url] = process.argv.slice(2)
const config = loadConfig({ data_dir, database_url, port: 0 })
try {
  const running = await startServer(config, createLog('warn'), migrations)
  process.stdout.write(`${JSON.stringify({ url: 'url' in running ? running.url : running.already })}\n`)
  process.once('SIGTERM', async () => {
    if ('stop' in running) await running.stop()
    process.exit(0)
  })
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
}
