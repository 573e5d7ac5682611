/** `bellwether demo`: an invented team's 18 months in a workspace of their own; loaded, and removed again. */
import type { Command } from 'commander'
import type { Apis } from '../demo/api.ts'
import { keepRunning } from '../demo/live.ts'
import { loadDemo, type Outcome, type Progress } from '../demo/load.ts'
import { RUNS, WORKSPACE } from '../demo/story/truth.ts'
import { removeDemo } from '../demo/workspace.ts'
import { files } from '../features/artifacts/contract/files.ts'
import { type Client, createClient } from './client.ts'
import { findServer, type ServerOptions, withServer } from './find-server.ts'
import { note, print, printJson } from './output.ts'
import { count, duration } from './words.ts'

/** The first workspace of a server and the demo's, whatever workspace its address names. */
export function connectDemo(options: ServerOptions): Apis & { address: string } {
  const place = findServer(options)
  const url = place.url.replace(/\/w\/[^/]+$/, '')
  const root = createClient({ ...place, url })
  const shop = createClient({ ...place, url: `${url}/w/${WORKSPACE}` })
  return { root, shop: { call: shop.call, upload: uploadTo(shop) }, address: `${url}/w/${WORKSPACE}/` }
}

const uploadTo =
  (client: Client): Apis['shop']['upload'] =>
  async (run_id, path, bytes, signal) => {
    const body = new Blob([bytes as BlobPart]).stream()
    await client.send(files.uploadRun, { run_id, path }, { body, ...(signal && { signal }) })
  }

const EVERY_MS = 100

/** One line that is drawn over itself on a terminal; nothing elsewhere. */
function progressLine(out: NodeJS.WriteStream = process.stderr) {
  let began: { at: number; done: number; part: string } | undefined
  let drawnAt = 0
  return {
    draw({ part, done, total }: Progress): void {
      const now = performance.now()
      if (began?.part !== part) began = { at: now, done, part }
      if (!out.isTTY || (now - drawnAt < EVERY_MS && done < total)) return
      drawnAt = now
      const perMs = (done - began.done) / Math.max(1, now - began.at)
      const left = perMs > 0 && done < total ? `, ${duration((total - done) / perMs)} left` : ''
      const what = part === 'day-zero' ? 'Demo, what is looked at first' : 'Demo, the 18 months before'
      out.write(`\r\x1b[2K${what}: ${done.toLocaleString('en')} of ${count(total, 'run')}${left}`)
    },
    end: () => void (out.isTTY && out.write('\r\x1b[2K')),
  }
}

const SAID: Record<Outcome, (address: string, short: boolean) => string> = {
  loaded: (address, short) =>
    short
      ? `Loaded the short demo, ${count(RUNS.ranker + RUNS.landmarks, 'run')}: ${address}`
      : `Loaded the demo, ${count(RUNS.ranker + RUNS.older, 'run')}: ${address}`,
  'was-there': (address) => `The demo is there already: ${address}`,
  removed: () => 'The demo was removed while it was loading.',
}

interface LoadOptions extends ServerOptions {
  short?: boolean
}

export async function load({ short = false, ...options }: LoadOptions): Promise<void> {
  const { address, ...apis } = connectDemo(options)
  const began = performance.now()
  const line = progressLine()
  const outcome = await loadDemo(apis, { now: Date.now, short, onProgress: line.draw }).finally(line.end)
  if (options.json)
    return printJson({ workspace: WORKSPACE, url: address, outcome, seconds: (performance.now() - began) / 1_000 })
  print(SAID[outcome](address, short))
}

async function remove(options: ServerOptions): Promise<void> {
  await removeDemo(connectDemo(options))
  if (options.json) return printJson({ removed: WORKSPACE })
  print(`Removed the demo, workspace ${WORKSPACE}.`)
}

/** The demo of a server that this process runs: loaded when asked, and its running run kept running. */
export interface ServerDemo {
  /** Loads or completes it; while that goes on, asking again changes nothing. */
  begin(): void
  stop(): Promise<void>
}

export function serverDemo(url: string): ServerDemo {
  const { address, ...apis } = connectDemo({ url })
  const stopped = new AbortController()
  const { signal } = stopped
  let loading: Promise<void> | undefined
  let isWanted = false
  let live: Promise<void> | undefined
  const keepLive = (): void => {
    live ??= keepRunning(apis.shop, { now: Date.now, signal }).finally(() => {
      live = undefined
    })
  }
  async function load(): Promise<Outcome | undefined> {
    const line = progressLine()
    const onProgress = (progress: Progress): void => {
      // What day 0 shows is there: its run may go on.
      if (progress.part === 'older') keepLive()
      line.draw(progress)
    }
    try {
      const outcome = await loadDemo(apis, { now: Date.now, signal, onProgress }).finally(line.end)
      if (outcome !== 'removed') keepLive()
      note(SAID[outcome](address, false))
      return outcome
    } catch (error) {
      if (!signal.aborted)
        note(`The demo was not loaded: ${(error as Error).message} Try again with "bellwether demo load".`)
      return undefined
    }
  }
  /** Whoever removed it and asks for it again may be quicker than the load notices. */
  async function loadWanted(): Promise<void> {
    while (isWanted && !signal.aborted) {
      note(`The demo will be at ${address} in a moment.`)
      isWanted = false
      if ((await load()) !== 'removed') isWanted = false
    }
  }
  return {
    begin() {
      isWanted = true
      loading ??= loadWanted().finally(() => {
        loading = undefined
      })
    },
    async stop() {
      stopped.abort()
      await Promise.all([loading, live])
    },
  }
}

export function addDemo(program: Command): void {
  const command = program.command('demo').description("an invented team's 18 months, in a workspace of their own")
  withServer(command.command('load').description(`load the demo into workspace ${WORKSPACE}, or complete it`))
    .option('--short', `only what is looked at first and the versions before, ${RUNS.ranker + RUNS.landmarks} runs`)
    .action(load)
  withServer(command.command('remove').description('remove the demo with its workspace')).action(remove)
}
