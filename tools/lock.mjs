/** One maker at a time, across processes: a lock file that names its holder, who touches it while at work. */
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BEAT_MS = 5_000
/** A holder silent for this long is gone; processes of this machine are asked directly. */
const SILENT_MS = 30_000

const attempt = (action) => {
  try {
    return action()
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function isAbandoned(path, holder) {
  const seen = attempt(() => statSync(path).mtimeMs)
  if (seen === undefined) return false
  if (Date.now() - seen > SILENT_MS) return true
  const [pid, host] = holder.split(' ')
  return host === hostname() && !isAlive(Number(pid))
}

function take(path, mine) {
  try {
    writeFileSync(path, mine, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const holder = attempt(() => readFileSync(path, 'utf8'))
  if (holder === undefined || !isAbandoned(path, holder)) return false
  // Moved aside rather than deleted: if another waiter was faster this is a living lock, and goes back.
  const aside = `${path}.${randomUUID()}`
  if (!attempt(() => renameSync(path, aside) ?? true)) return false
  if (readFileSync(aside, 'utf8') !== holder) attempt(() => linkSync(aside, path))
  rmSync(aside, { force: true })
  return false
}

/** Runs `work` while holding the lock at `path`; `onWait` is called once if somebody else holds it. */
export async function withLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true })
  const mine = `${process.pid} ${hostname()} ${randomUUID()}`
  for (let tries = 0; !take(path, mine); tries++) {
    // The first failure may just have cleared an abandoned lock away.
    if (tries === 1) onWait()
    if (tries > 0) await sleep(200)
  }
  const beat = setInterval(() => attempt(() => utimesSync(path, new Date(), new Date())), BEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    if (attempt(() => readFileSync(path, 'utf8')) === mine) rmSync(path, { force: true })
  }
}
