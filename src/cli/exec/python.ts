/** Which Python a command will run in, and the packages it has there. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { basename, delimiter, join, resolve } from 'node:path'
import { ask } from './ask.ts'

export interface Python {
  python?: string
  packages?: Record<string, string>
}

const INTERPRETER = /^(python|pypy)[\d.]*(\.exe)?$/i
/** Programs that run the command behind them as it is. */
const TRANSPARENT = new Set(['env', 'nohup', 'nice', 'time', 'setsid', 'stdbuf', 'ionice', 'chrt', 'taskset'])

/** Prints versions as JSON. A file json.py in the working directory must not be taken for the library. */
const QUESTION = `
import sys
sys.path = [p for p in sys.path if p]
import json, platform
from importlib import metadata
packages = {}
for d in metadata.distributions():
    name = d.metadata["Name"]
    if name:
        packages.setdefault(name.lower().replace("_", "-"), d.version)
print()
print(json.dumps({"python": platform.python_version(), "packages": packages}))
`

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** The file that a command's name stands for, as the system will look for it. */
export function findProgram(name: string, cwd: string, env = process.env): string | undefined {
  if (/[/\\]/.test(name)) return isFile(resolve(cwd, name)) ? resolve(cwd, name) : undefined
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : ['']
  for (const folder of (env.PATH ?? '').split(delimiter))
    for (const ending of endings) {
      const path = join(folder || cwd, name + ending)
      if (isFile(path)) return path
    }
  return undefined
}

/** The words behind `#!` of a script. */
function shebangOf(file: string): string[] {
  const head = Buffer.alloc(512)
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    readSync(descriptor, head, 0, head.length, 0)
  } catch {
    return []
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
  const line = head.toString('latin1').split('\n')[0]!
  return line.startsWith('#!') ? line.slice(2).trim().split(/\s+/) : []
}

/** The interpreter of a command, or undefined where it is not known to be Python. */
export function findInterpreter(command: readonly string[], cwd: string, env = process.env): string | undefined {
  const words = [...command]
  // `env A=1 nice -n 5 python train.py`: options of these programs may take values, so look for the first that fits.
  if (words[0] !== undefined && TRANSPARENT.has(basename(words[0])))
    return words.slice(1).find((word) => INTERPRETER.test(basename(word)) && findProgram(word, cwd, env))
  const file = words[0] === undefined ? undefined : findProgram(words[0], cwd, env)
  if (!file) return undefined
  if (INTERPRETER.test(basename(file))) return file
  const [program, ...rest] = shebangOf(file)
  if (!program) return undefined
  if (INTERPRETER.test(basename(program))) return program
  if (basename(program) !== 'env') return undefined
  const name = rest.find((word) => !word.startsWith('-') && !word.includes('='))
  return name && INTERPRETER.test(basename(name)) ? findProgram(name, cwd, env) : undefined
}

/** Unknown stays unknown: another interpreter's packages would be worse than none. */
export async function askPython(command: readonly string[], cwd: string, signal: AbortSignal): Promise<Python> {
  const interpreter = findInterpreter(command, cwd)
  if (!interpreter) return {}
  const answer = await ask(interpreter, ['-c', QUESTION], { cwd, signal, most: 4 << 20 })
  const line = answer && !answer.cut ? answer.text.trimEnd().split('\n').at(-1) : undefined
  try {
    return line === undefined ? {} : (JSON.parse(line) as Python)
  } catch {
    return {}
  }
}
