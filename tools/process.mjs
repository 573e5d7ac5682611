/** Runs other programs and waits for them; understands Node 20, because ready.mjs runs on it. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The environment that npm scripts have: the package's own programs come first. */
export function scriptEnv(env = process.env) {
  const name = Object.keys(env).find((key) => key.toLowerCase() === 'path') ?? 'PATH'
  const bin = join(root, 'node_modules', '.bin')
  return { ...env, [name]: [bin, ...(env[name] ?? '').split(delimiter).filter((dir) => dir !== bin)].join(delimiter) }
}

/**
 * Resolves when the program has ended. Its output is kept, or goes straight to the terminal with `show`.
 * A program that cannot be started ends with code 127, as in a shell.
 */
export const run = (command, args, { show = false, env = process.env, shell = false } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, shell, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.on('error', (error) => resolve({ code: 127, output: error.message, stdout }))
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output, stdout }))
  })

/** Says something on stderr, so that stdout stays free for results. */
export const say = (sentence) => process.stderr.write(`${sentence}\n`)

/** Runs a tool's main part; an Error with `told` is a sentence for people, anything else is a bug with its trace. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0
  } catch (error) {
    say(error?.told ? error.message : (error?.stack ?? String(error)))
    process.exitCode = 1
  }
}

/** An expected failure: one sentence that names the fix. */
export const told = (sentence) => Object.assign(new Error(sentence), { told: true })
