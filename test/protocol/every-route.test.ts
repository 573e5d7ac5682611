/** Every route of MLflow's server is answered here, or is listed in the guide with the reason. Slow: it starts Python. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { server } from '../harness/server.ts'
import { runPython } from './python.ts'

const { app, send } = await server()

/** A path with its places made equal: '<path:x>', '{x}' and ':x' are all '*'. */
const shape = (path: string): string => path.replace(/<[^>]*>|\{[^}]*\}|:\w+/g, '*')

/** First column of the table of the guide: `GET /path/*`, or a path alone for all methods; * stands for anything. */
const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/tracking.md'), 'utf8')
const section = guide.split('\n## What is not there\n')[1]!.split('\n## ')[0]!
const listed = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!))
const toPattern = (entry: string): RegExp => {
  const [method, path] = entry.includes(' ') ? entry.split(' ') : ['*', entry]
  const text = `${method} ${path}`.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${text}$`)
}

let theirs: string[]
let missing: string[]
beforeAll(async () => {
  theirs = (await runPython<string[]>('protocol/every_route.py', 'http://127.0.0.1:9')).report
  const ours = new Set(
    app.http.routes.flatMap(({ method, path, form }) => {
      const one = `${method} ${shape(path)}`
      return form !== 'own' && path.startsWith('/api/') ? [one, one.replace('/api/', '/ajax-api/')] : [one]
    }),
  )
  missing = theirs.filter((route) => !ours.has(shape(route)))
}, 120_000)

test("MLflow's server has the routes that were counted", () => {
  expect(theirs.length).toBeGreaterThan(480)
  expect(missing.length).toBeLessThan(theirs.length)
})

test('what is not answered is listed, and nothing is listed that is answered', () => {
  const patterns = listed.map(toPattern)
  const twins = missing.map((route) => route.replace(' /ajax-api/', ' /api/'))
  const unlisted = twins.filter((route) => !patterns.some((pattern) => pattern.test(route)))
  expect
    .soft([...new Set(unlisted)], "list it in docs/guide/tracking.md, 'What is not there', with the reason")
    .toEqual([])
  const idle = listed.filter((_, i) => !twins.some((route) => patterns[i]!.test(route)))
  expect(idle, 'these are answered, or MLflow does not have them: take them off the list').toEqual([])
})

test("what is not there answers in MLflow's form", async () => {
  for (const route of missing.filter((each) => each.includes('/mlflow'))) {
    const [method, path] = route.split(' ') as [string, string]
    const { status, body } = await send(method, shape(path).replaceAll('*', 'x'), method === 'GET' ? undefined : {})
    expect.soft([status, body.error_code], route).toEqual([404, 'ENDPOINT_NOT_FOUND'])
  }
})
