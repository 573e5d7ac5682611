/**
 * The published examples run as their guide says, against a server that asks for a token, and leave what they promise.
 * Slow because compilers and virtual machines start; what is not installed is skipped.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { access } from '../../src/features/access/contract/accounts.ts'
import { server } from '../harness/server.ts'
import { EXAMPLES, type Outcome, PROGRAMS, type Program, run } from './programs.ts'

const { call, send, listen } = await server()
const url = await listen()
const { token } = await call(access.createAccount, { name: 'ana' })
const folder = mkdtempSync(join(tmpdir(), 'bellwether-recipes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Run {
  info: {
    run_id: string
    run_name: string
    experiment_id: string
    status: string
    start_time: number
    end_time: number
  }
  data: { params: Pair[]; tags: Pair[]; metrics: object[] }
}
type Pair = { key: string; value: string }

const authorization = `Bearer ${token}`
const get = async (path: string) => (await send('GET', path, undefined, { authorization })).body
const entries = (pairs: Pair[]) => Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

/** Compiles if need be, then runs the program. */
async function runProgram(program: Program, env: Record<string, string>): Promise<Outcome> {
  const commands = program.commands(folder)
  for (const command of commands.slice(0, -1)) expect(await run(command, {})).toMatchObject({ status: 0 })
  return run(commands.at(-1)!, { BELLWETHER_URL: url, ...env }, program.input)
}

async function runOf(language: string): Promise<Run> {
  const body = { experiment_ids: [await experimentId()], filter: `tags.language = '${language}'` }
  const found = await send('POST', '/api/2.0/mlflow/runs/search', body, { authorization })
  expect(found.body.runs).toHaveLength(1)
  return (found.body.runs as Run[])[0]!
}

async function experimentId(): Promise<string> {
  const { experiment } = await get('/api/2.0/mlflow/experiments/get-by-name?experiment_name=recipes')
  return (experiment as { experiment_id: string }).experiment_id
}

for (const program of PROGRAMS)
  test.skipIf(!program.isHere)(
    program.title,
    async () => {
      const { status, output } = await runProgram(program, { BELLWETHER_TOKEN: token! })
      expect([status, output]).toEqual([0, expect.stringContaining('best run: ')])
      const { info, data } = await runOf(program.language)
      expect(output).toContain(`best run: ${program.language}-recipe ${info.run_id}`)

      expect(info).toMatchObject({ status: 'FINISHED', run_name: `${program.language}-recipe` })
      expect(info.end_time).toBeGreaterThanOrEqual(info.start_time)
      expect(entries(data.params)).toEqual({ learning_rate: '0.1', batch_size: '32' })
      expect(entries(data.tags)).toMatchObject({ language: program.language })

      const history = await get(`/api/2.0/mlflow/metrics/get-history?run_id=${info.run_id}&metric_key=loss`)
      const points = (history.metrics as { step: number; value: number }[]).toSorted((a, b) => a.step - b.step)
      expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, step) => step))
      for (const { step, value } of points) expect(value).toBeCloseTo(1 / (step + 1), 12)

      const { name, content } = program.artifact
      const path = `${info.experiment_id}/${info.run_id}/artifacts/${name}`
      const { text } = await get(`/api/2.0/mlflow-artifacts/artifacts/${path}`)
      expect(text).toEqual(typeof content === 'string' ? content : expect.stringMatching(content))
    },
    120_000,
  )

test('every example that the server refuses says why and fails', async () => {
  // Starting Spark takes 15 seconds; its shell outlives a refusal only to ask for the next line.
  const programs = PROGRAMS.filter((program) => program.isHere && program.language !== 'scala')
  for (const program of programs) {
    const { status, output } = await runProgram(program, { BELLWETHER_TOKEN: '' })
    expect([program.file, status, output]).toEqual([
      program.file,
      expect.any(Number),
      expect.stringContaining('needs an access token'),
    ])
    expect(status).toBeGreaterThan(0)
  }
}, 120_000)

const guide = () => readFileSync(join(EXAMPLES, '..', 'docs', 'guide', 'recipes.md'), 'utf8')

test('every code block of the guide is the example that it names, and every example stands in it', () => {
  const blocks = [...guide().matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)]
  const files = blocks.map(([, info, text]) => {
    const file = /^\S+ examples\/(\S+)$/.exec(info!)?.[1]
    expect(file, `the block that begins with "${info}" names no example`).toBeDefined()
    expect(text, `docs/guide/recipes.md differs from examples/${file}`).toBe(
      readFileSync(join(EXAMPLES, file!), 'utf8'),
    )
    return file!
  })
  const examples = globSync('*/*', { cwd: EXAMPLES }).map((path) => path.replaceAll('\\', '/'))
  expect(files.toSorted()).toEqual(examples.toSorted())
  expect(PROGRAMS.map(({ file }) => file).toSorted()).toEqual(examples.toSorted())
})

test('no example is longer than 120 lines', () => {
  const long = PROGRAMS.filter(({ file }) => readFileSync(join(EXAMPLES, file), 'utf8').split('\n').length > 121)
  expect(long.map(({ file }) => file)).toEqual([])
})
