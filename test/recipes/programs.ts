/** The published examples: what each is called, what it needs, and how its guide says to run it. */
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

export const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples')

export interface Program {
  title: string
  file: string
  /** The tag by which its run is found. */
  language: string
  /** False where its runtime is missing or too old. */
  isHere: boolean
  /** Commands, the program itself last; what is compiled goes to `folder`. */
  commands(folder: string): string[][]
  input?: string
  artifact: { name: string; content: string | RegExp }
}

/** Whether a command succeeds and says what is asked for. */
function says(command: string[], pattern = /^/): boolean {
  const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8', timeout: 60_000 })
  return status === 0 && pattern.test(stdout + stderr)
}

const at = (file: string): string => join(EXAMPLES, file)
const notes = (who: string) => ({ name: 'notes.txt', content: `Logged from ${who}.\n` })
const JSON_LINES = /^(\{"key": "loss", "value": [\d.]+, "step": \d+, "timestamp": \d+\}\n){20}$/
const hasSpark = says(['spark-shell', '--version'])

export const PROGRAMS: Program[] = [
  {
    title: 'Track-12: an R script logs a run through the REST API',
    file: 'r/log_run.R',
    language: 'r',
    isHere: says(['Rscript', '-e', 'library(httr2)']),
    commands: () => [['Rscript', at('r/log_run.R')]],
    artifact: notes('R'),
  },
  {
    title: 'Track-13: a Java program logs a run through the REST API',
    file: 'java/LogRun.java',
    language: 'java',
    isHere: says(['javac', '--version'], /^javac (1[7-9]|[2-9]\d)/m),
    commands: () => [['java', at('java/LogRun.java')]],
    artifact: notes('Java'),
  },
  {
    title: 'Track-14: a C++ program sends its points as JSON lines over plain HTTP',
    file: 'cpp/log_run.cpp',
    language: 'cpp',
    isHere: process.platform !== 'win32' && says(['g++', '--version']),
    commands: (folder) => [
      ['g++', '-std=c++17', '-Wall', '-Werror', at('cpp/log_run.cpp'), '-o', join(folder, 'log_run')],
      [join(folder, 'log_run')],
    ],
    artifact: { name: 'metrics.jsonl', content: JSON_LINES },
  },
  {
    title: 'Track-15: a Scala program logs a run from the driver of a Spark job',
    file: 'scala-spark/LogRun.scala',
    language: 'scala',
    isHere: hasSpark || says(['scala', '-version']),
    commands: () => [hasSpark ? ['spark-shell', '--master', 'local[1]'] : ['scala', at('scala-spark/LogRun.scala')]],
    input: `:load ${at('scala-spark/LogRun.scala')}\nspark.range(9).count()\nLogRun.main(Array.empty)\n:quit\n`,
    artifact: notes('Scala'),
  },
  {
    title: 'Track-16: a Julia script logs a run through the REST API',
    file: 'julia/log_run.jl',
    language: 'julia',
    isHere: says(['julia', '-e', 'using HTTP, JSON']),
    commands: () => [['julia', at('julia/log_run.jl')]],
    artifact: notes('Julia'),
  },
  {
    title: 'Track-17: a Go program logs a run and finds it again by query',
    file: 'go/log_run.go',
    language: 'go',
    isHere: says(['go', 'version'], /go1\.(1[89]|[2-9]\d)/),
    commands: () => [['go', 'run', at('go/log_run.go')]],
    artifact: notes('Go'),
  },
  {
    title: 'a Node program logs a run with nothing installed',
    file: 'node/log-run.mjs',
    language: 'node',
    isHere: true,
    commands: () => [[process.execPath, at('node/log-run.mjs')]],
    artifact: notes('Node'),
  },
  {
    title: 'a Python program logs a run with the standard library alone',
    file: 'python/log_run.py',
    language: 'python',
    isHere: says(['python3', '--version'], /^Python 3\.(9|\d\d)/),
    commands: () => [['python3', at('python/log_run.py')]],
    artifact: notes('Python'),
  },
  {
    title: 'a shell script logs a run with curl',
    file: 'shell/log-run.sh',
    language: 'shell',
    isHere: says(['sh', '-c', 'curl --help all | grep -q fail-with-body']),
    commands: () => [['sh', at('shell/log-run.sh')]],
    artifact: notes('the shell'),
  },
]

export interface Outcome {
  status: number | null
  output: string
}

/** Runs a command to its end. The server under test lives in this process, so nothing here may block it. */
export function run([command, ...args]: string[], env: Record<string, string>, input = ''): Promise<Outcome> {
  // A proxy of this machine has no business between the program and the server.
  const direct = { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }
  const options: SpawnOptions = { env: { ...process.env, ...direct, ...env }, timeout: 100_000 }
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, options)
    let output = ''
    child.stdout!.on('data', (chunk) => (output += chunk))
    child.stderr!.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, output }))
    child.stdin!.on('error', () => undefined)
    child.stdin!.end(input)
  })
}
