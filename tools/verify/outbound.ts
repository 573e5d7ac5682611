/**
 * `npm run verify outbound`: a server with its PostgreSQL under strace, while pages, the API, the stock client and part of
 * the demo work with it. Whatever any process of it sends to another machine is listed. Linux with strace.
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readServerFile } from '../../src/platform/server-file.ts'
import { freePort } from '../../test/boot/process.ts'
import { logByClient, logByRest, readPage } from '../../test/package/work.ts'
import { makeDataDir } from './data-dir.ts'
import type { Evidence } from './evidence.ts'
import { isWell } from './process.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const CALLS = 'trace=connect,sendto,sendmsg,sendmmsg'
const HERE = /inet_addr\("(127\.[\d.]+|0\.0\.0\.0)"\)|inet_pton\(AF_INET6, "(::1|::|::ffff:127\.[\d.]+)"/

/** The calls of a log by where they lead. */
export function countCalls(lines: string[]) {
  const named = lines.filter((line) => /sa_family=AF_INET6?\b/.test(line))
  return {
    calls: lines.length,
    to_sockets_of_this_machine: lines.filter((line) => /sa_family=AF_(UNIX|NETLINK)/.test(line)).length,
    to_loopback: named.filter((line) => HERE.test(line)).length,
    elsewhere: named.filter((line) => !HERE.test(line)).map((line) => line.replace(/^\d+\s+/, '')),
  }
}

export async function outbound(): Promise<Evidence> {
  if (spawnSync('strace', ['-V']).status !== 0)
    return { ok: false, figures: { problem: 'strace is not installed (Debian, Ubuntu: apt install strace)' } }
  const dataDir = join(makeDataDir('bellwether-outbound-'), 'data')
  const file = join(dirname(dataDir), 'calls')
  const port = await freePort()
  const server = [process.execPath, MAIN, 'up', '--port', String(port), '--data-dir', dataDir]
  const child = spawn('strace', ['-f', '-qq', '-s', '64', '-e', CALLS, '-o', file, ...server], { stdio: 'ignore' })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const url = `http://127.0.0.1:${port}`
  try {
    if (!(await isWell(url, child, 120_000))) throw new Error('the server did not get ready under strace')
    await readPage(url)
    await logByRest(url)
    await logByClient(url)
    const { status } = spawnSync(process.execPath, [MAIN, 'demo', 'load', '--short', '--url', url], { stdio: 'ignore' })
    if (status !== 0) throw new Error(`the demo ended with ${status}`)
    process.kill(readServerFile(dataDir)!.pid, 'SIGTERM')
    const code = await ended
    const found = countCalls(readFileSync(file, 'utf8').split('\n').filter(Boolean))
    return { ok: code === 0 && found.calls > 0 && found.elsewhere.length === 0, figures: { ...found } }
  } finally {
    child.kill('SIGKILL')
    rmSync(dirname(dataDir), { recursive: true, force: true })
  }
}
