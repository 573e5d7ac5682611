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

export interface DemoOfServer {
  address: string
  /** Ends once everything is loaded, or could not be. */
  loaded: Promise<void>
  stop(): Promise<void>
}

/** What `up --demo` does beside serving: loads the demo into its own server and keeps its running run running. */
export function startDemo(url: string): DemoOfServer {
  const { address, ...apis } = connectDemo({ url })
  const stopped = new AbortController()
  const { signal } = stopped
  const line = progressLine()
  let live: Promise<void> | undefined
  const begin = (): void => {
    live ??= keepRunning(apis.shop, { now: Date.now, signal })
  }
  const onProgress = (progress: Progress): void => {
    // What day 0 shows is there: its run may go on.
    if (progress.part === 'older') begin()
    line.draw(progress)
  }
  const loaded = loadDemo(apis, { now: Date.now, signal, onProgress })
    .finally(line.end)
    .then(
      (outcome) => {
        if (outcome !== 'removed') begin()
        note(SAID[outcome](address, false))
      },
      (error: Error) => {
        if (!signal.aborted) note(`The demo was not loaded: ${error.message} Try again with "bellwether demo load".`)
      },
    )
  return {
    address,
    loaded,
    async stop() {
      stopped.abort()
      await Promise.all([loaded, live])
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
