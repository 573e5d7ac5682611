/** Kills with SIGKILL at any moment: while a backup is made, while one is restored, while the schema is changed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresPids, type Server, signalAll, startCommand, stopServer } from '../process.ts'

const UP_WITH = join(import.meta.dirname, 'up-with-migrations.ts')
const OWN = join(import.meta.dirname, '../../../migrations')

export interface Scene {
  /** A folder for what is made here. */
  home: string
  /** Starts a server that is ended at the end, whatever happens. */
  serve(dataDir: string): Promise<Server>
  /** Questions that a server answers otherwise than the original did. */
  differs(url: string): Promise<string[]>
}

export interface Kills {
  kills: number
  /** Killed while it worked, neither before nor after. */
  under_way: number
  /** Answers that were other ones afterwards. */
  differences: number
  /** Said what to do, and doing that helped. */
  told: number
  /** What was not as it should be. */
  faults: string[]
}

const none = (): Kills => ({ kills: 0, under_way: 0, differences: 0, told: 0, faults: [] })

/** Waits until a command has begun to write, or has ended. */
async function begun(child: ChildProcess, file: string): Promise<void> {
  while (child.exitCode === null && !existsSync(file)) await sleep(5)
}

/** Moments from the beginning to the end of what takes so long, each once. */
const moments = (count: number, tookMs: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i + Math.random()) / count) * tookMs)

const isWhole = async (file: string): Promise<boolean> =>
  (await startCommand(['restore', file, '--verify', '--json']).ended).code === 0

/** A server that makes a backup is killed: the command says so, no half of a file has its name, all is there. */
export async function killWhileBackingUp(
  { home, serve, differs }: Scene,
  dataDir: string,
  server: Server,
  count: number,
  tookMs: number,
): Promise<{ result: Kills; server: Server }> {
  const result = none()
  let running = server
  for (const [i, ms] of moments(count, tookMs).entries()) {
    const file = join(home, `killed-${i}.tar`)
    const { child, ended } = startCommand(['backup', file, '--data-dir', dataDir])
    await begun(child, `${file}.partial`)
    await sleep(ms)
    const victim = i % 2 ? child.pid : running.child.pid
    const isUnderWay = child.exitCode === null && existsSync(`${file}.partial`)
    signalAll(victim === running.child.pid ? [...postgresPids(dataDir), victim] : [victim], 'SIGKILL')
    const { code, err } = await ended
    result.kills++
    if (isUnderWay) result.under_way++
    if (victim === running.child.pid) {
      running = await serve(dataDir)
      if (code === 0 || /backup|server/i.test(err)) result.told++
      else result.faults.push(`the command ended with ${code} and said: ${err}`)
    } else result.told++
    if (existsSync(file) && !(await isWhole(file))) result.faults.push(`${file} is there and not whole`)
    result.differences += (await differs(running.url)).length
    rmSync(file, { force: true })
    if (!(await makesOne(file, dataDir))) result.faults.push('no backup could be made afterwards')
    rmSync(file, { force: true })
  }
  return { result, server: running }
}

/** Within seconds the server knows that the last one was cut off. */
async function makesOne(file: string, dataDir: string): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++, await sleep(500))
    if ((await startCommand(['backup', file, '--data-dir', dataDir]).ended).code === 0) return true
  return false
}

/** A restore is killed: the server refuses the half, and doing what it says restores all. */
export async function killWhileRestoring(
  { home, serve, differs }: Scene,
  file: string,
  count: number,
  tookMs: number,
): Promise<Kills> {
  const result = none()
  for (const [i, ms] of moments(count, tookMs).entries()) {
    const dir = join(home, `half-${i}`)
    const { child, ended } = startCommand(['restore', file, '--data-dir', dir])
    await begun(child, join(dir, 'restoring.json'))
    await sleep(ms)
    const isUnderWay = child.exitCode === null && existsSync(join(dir, 'restoring.json'))
    child.kill('SIGKILL')
    await ended
    result.kills++
    if (isUnderWay) {
      result.under_way++
      const command = await refusal(dir, serve)
      if (command) result.told++
      else result.faults.push(`the server started on half of a backup, ${Math.round(ms)} ms after its beginning`)
      const again = await startCommand(command ?? ['restore', file, '--data-dir', dir]).ended
      if (again.code !== 0) result.faults.push(again.err)
    } else if (!existsSync(join(dir, 'database.json'))) {
      // Nothing was begun.
      await startCommand(['restore', file, '--data-dir', dir]).ended
    }
    const server = await serve(dir)
    result.differences += (await differs(server.url)).length
    await stopServer(server)
    rmSync(dir, { recursive: true, force: true })
  }
  return result
}

/** The command that the server names when it refuses half of a backup. */
async function refusal(dir: string, serve: Scene['serve']): Promise<string[] | undefined> {
  const server = await serve(dir).catch((error: Error) => error)
  if (!(server instanceof Error)) {
    await stopServer(server)
    return undefined
  }
  return /holds half of a backup: .*: bw (restore .+ --data-dir \S+)/.exec(server.message)?.[1]?.split(' ')
}

/** Steps that take long and write much. */
function slowMigrations(home: string): string {
  const dir = join(home, 'migrations')
  mkdirSync(dir)
  cpSync(OWN, dir, { recursive: true })
  const steps = [
    'update run_docs set tags = tags || \'{"migrated": "1"}\'; select pg_sleep(0.5); update run_docs set tags = tags - \'migrated\';',
    'alter table runs add column verified int not null default 0; update runs set verified = 1; select pg_sleep(0.5);',
    'create table verified (workspace_id int not null default 1, id bigint); insert into verified (id) select id from runs; select pg_sleep(0.5);',
  ]
  for (const [i, text] of steps.entries()) writeFileSync(join(dir, `999${i}_track_verify.sql`), text)
  return dir
}

interface Upgrade {
  tookMs: number
  url: string | undefined
  said: string
}

/** Starts with those migrations; ends the server once it is up, or kills it after some time. */
async function upgrade(dir: string, migrations: string, killAfterMs?: number): Promise<Upgrade> {
  const child = spawn(process.execPath, [UP_WITH, dir, migrations], { stdio: ['ignore', 'pipe', 'pipe'] })
  const began = performance.now()
  let [out, err] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const gone = new Promise((resolve) => child.once('close', resolve))
  const up = new Promise<void>((resolve) =>
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('\n')) resolve()
    }),
  )
  await Promise.race([up, gone, ...(killAfterMs === undefined ? [] : [sleep(killAfterMs)])])
  const tookMs = performance.now() - began
  child.kill(killAfterMs === undefined ? 'SIGTERM' : 'SIGKILL')
  await gone
  return { tookMs, url: out ? (JSON.parse(out) as { url: string }).url : undefined, said: err }
}

/** A server is killed while it changes the schema: the next start goes on, and the way back is a copy. */
export async function killWhileMigrating(scene: Scene, file: string, count: number): Promise<Kills> {
  const { home, serve } = scene
  const result = none()
  const migrations = slowMigrations(home)
  const dir = join(home, 'migrating')
  const restored = await startCommand(['restore', file, '--data-dir', dir]).ended
  if (restored.code !== 0) throw new Error(restored.err)
  // Each start goes on where the last one was cut off: what it takes is spread over all of them.
  for (let i = 0; i < count; i++) {
    const { url } = await upgrade(dir, migrations, 800 + Math.random() * 900)
    result.kills++
    if (url === undefined) result.under_way++
  }
  const { url, said } = await upgrade(dir, migrations)
  if (url === undefined) result.faults.push(said)
  const old = await serve(dir).catch((error: Error) => error.message)
  if (typeof old === 'string' && /used by a newer Bellwether.*Start that version, or restore a backup/.test(old))
    result.told++
  else result.faults.push(`this version said of what a later one had changed: ${String(old)}`)
  const copies = join(dir, 'backups')
  const copy = readdirSync(copies).find((name) => name.endsWith('-before-migration.tar'))
  if (!copy) return { ...result, faults: [...result.faults, 'no copy was made before'] }
  result.differences += await compareCopy(join(copies, copy), dir, join(home, 'way-back'), scene)
  rmSync(dir, { recursive: true, force: true })
  return result
}

/** The copy is of the database alone: the bytes of files are where they were. */
async function compareCopy(copy: string, dir: string, to: string, { serve, differs }: Scene): Promise<number> {
  process.env.BELLWETHER_BLOBS = join(dir, 'blobs')
  try {
    const back = await startCommand(['restore', copy, '--data-dir', to]).ended
    if (back.code !== 0) throw new Error(back.err)
    const server = await serve(to)
    const found = await differs(server.url)
    await stopServer(server)
    rmSync(to, { recursive: true, force: true })
    return found.length
  } finally {
    delete process.env.BELLWETHER_BLOBS
  }
}
