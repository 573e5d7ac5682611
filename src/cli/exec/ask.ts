/** Asks another program for something: its output, or nothing when it is not there, fails or takes too long. */
import { spawn } from 'node:child_process'

export interface Answer {
  text: string
  /** There was more than was asked for. */
  cut: boolean
}

interface Limits {
  cwd: string
  signal: AbortSignal
  env?: NodeJS.ProcessEnv
  /** How many characters are wanted at most. */
  most?: number
}

/** Never throws: what cannot be learned is unknown. */
export function ask(
  command: string,
  args: string[],
  { cwd, signal, env = process.env, most = 1 << 20 }: Limits,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined)
    const child = spawn(command, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'ignore'], killSignal: 'SIGKILL' })
    let text = ''
    let cut = false
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (text.length <= most) text += chunk
      if (text.length <= most) return
      cut = true
      child.kill('SIGKILL')
    })
    child.once('error', () => {
      // What it started itself may go on and hold the pipe: wait for neither.
      child.stdout.destroy()
      resolve(undefined)
    })
    child.once('close', (code) =>
      resolve(cut ? { text: text.slice(0, most), cut } : code === 0 ? { text, cut } : undefined),
    )
  })
}
