/** Runs a Python script with MLflow's own client against a listening server, as a user would, and reads its report. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseJson } from '../../src/lib/json.ts'
import { ensurePython } from '../../tools/python-env.mjs'

const TESTS = join(import.meta.dirname, '..')
/** Of the machine's settings none may reach the client. */
const NOT_INHERITED = /^(MLFLOW|PYTHON|GIT|VIRTUAL_ENV|BELLWETHER|VITEST|DATABRICKS)/

interface Options {
  /** The environment: a list in tools/python. */
  name?: string
  env?: Record<string, string>
}

function environment(url: string, home: string, more: Record<string, string>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name))
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    HOME: home,
    USERPROFILE: home,
    MLFLOW_TRACKING_URI: url,
    // A test must neither call home nor hide a server error behind minutes of retries.
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
    GIT_PYTHON_REFRESH: 'quiet',
    PYTHONUTF8: '1',
    OMP_NUM_THREADS: '2',
    MPLBACKEND: 'agg',
    ...more,
  }
}

/**
 * `script` is a path below test/. Returns what it printed as JSON on its last line. It runs in an empty folder that is also its home.
 * A script that fails throws an error with the end of what it said.
 */
export async function runPython<Report>(script: string, url: string, { name = 'core', env = {} }: Options = {}) {
  const python = await ensurePython(name)
  const home = mkdtempSync(join(tmpdir(), 'bellwether-client-'))
  try {
    const child = spawn(python, [join(TESTS, script)], { cwd: home, env: environment(url, home, env) })
    let out = ''
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-20_000)
    })
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    if (code !== 0) throw new Error(`${script} ended with ${code}:\n${said.slice(-6_000)}`)
    return { report: parseJson(out.trim().split('\n').at(-1)!) as Report, said }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
