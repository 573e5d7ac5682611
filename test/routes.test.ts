/** Every route that the application mounts: its name, its policy, its place, and what the OpenAPI document says of it. */
import { expect, test } from 'vitest'
import { FEATURES } from '../src/app.ts'
import { POLICIES, type Route } from '../src/lib/contract.ts'
import { server } from './harness/server.ts'

const { app, send } = await server()
const { routes } = app.http

/** Where MLflow's clients and pages look; anything else of ours is under /api/v1. */
const MLFLOW_PREFIXES = [
  '/api/2.0/mlflow/',
  '/api/2.0/mlflow-artifacts/',
  '/api/3.0/mlflow/',
  // So it stands in MLflow's own definition.
  '/api/2.0mlflow/',
  '/ajax-api/2.0/mlflow/',
  '/ajax-api/3.0/mlflow/',
  '/get-artifact',
  '/model-versions/get-artifact',
]

interface Operation {
  operationId: string
  parameters?: { name: string; in: string; required: boolean }[]
  requestBody?: { content: Record<string, { schema?: { properties?: object } }> }
  'x-policy': string
}

const fieldsOf = ({ input }: Route): string[] => Object.keys((input as { properties?: object }).properties ?? {})
const nameOf = ({ id, method, path }: Route): string => `${id} (${method} ${path})`
const twice = (list: string[]): string[] => list.filter((item, i) => list.indexOf(item) !== i)

test('the server answers /health whatever features it has', async () => {
  expect((await send('GET', '/health')).status).toBe(200)
})

test('every route has an id of its own, of the form noun.verb', () => {
  const wrong = routes.filter(({ id }) => !/^[a-z]+(-[a-z]+)*\.[a-z][A-Za-z0-9]*$/.test(id))
  expect.soft(wrong.map(nameOf), 'write the id as noun.verb, as in runs.create').toEqual([])
  expect(twice(routes.map(({ id }) => id)), 'give each route an id of its own').toEqual([])
})

test('no two routes answer the same method and path', () => {
  const places = routes.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`)
  expect(twice(places), 'change the path of one of the two routes').toEqual([])
})

test('every route says who may call it', () => {
  const wrong = routes.filter(({ policy }) => !POLICIES.includes(policy))
  expect(wrong.map(nameOf), `give the route one of the policies ${POLICIES.join(', ')}`).toEqual([])
})

test('every route has a summary of one sentence', () => {
  const wrong = routes.filter(({ summary }) => !/^[A-Z].*\.$/.test(summary))
  expect(wrong.map(nameOf), 'begin the summary with a capital letter and end it with a full stop').toEqual([])
})

test("own routes stand under /api/v1, and their ids begin with their feature's name", () => {
  const own = routes.filter(({ form }) => form === 'own')
  const outside = own.filter(({ path }) => !path.startsWith('/api/v1/'))
  expect.soft(outside.map(nameOf), "move the route under /api/v1, or give it the form 'mlflow' or 'raw'").toEqual([])
  const prefixes: string[] = [...FEATURES, 'system']
  const foreign = own.filter(({ id }) => !prefixes.includes(id.split('.')[0]!))
  expect(foreign.map(nameOf), `begin the id with one of ${prefixes.join(', ')}`).toEqual([])
})

test("routes in MLflow's form stand where its clients look", () => {
  const wrong = routes.filter(
    ({ form, path }) => form === 'mlflow' && !MLFLOW_PREFIXES.some((prefix) => path.startsWith(prefix)),
  )
  expect(wrong.map(nameOf), `begin the path with one of ${MLFLOW_PREFIXES.join(', ')}`).toEqual([])
})

test('every part of a path that varies is declared in the input', () => {
  const undeclared = routes.flatMap((route) =>
    [...route.path.matchAll(/:(\w+)|(\*)$/g)]
      .map(([, name, rest]) => name ?? rest!)
      .filter((name) => !fieldsOf(route).includes(name))
      .map((name) => `${nameOf(route)} lacks ${name}`),
  )
  expect(undeclared, "add the field to the route's input schema").toEqual([])
})

test('the OpenAPI document has every route, every field of its input and no undeclared part of a path', async () => {
  const reply = await send('GET', '/api/openapi.json')
  expect(reply.status).toBe(200)
  expect(reply.body.openapi).toBe('3.1.0')
  const paths = reply.body.paths as Record<string, Record<string, Operation>>
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(routes.map(({ id }) => id).sort())
  const problems: string[] = []
  for (const { path, method, operation } of operations) {
    const route = routes.find(({ id }) => id === operation.operationId)!
    const { parameters = [], requestBody } = operation
    if (method !== route.method || operation['x-policy'] !== route.policy) problems.push(`${route.id} differs`)
    const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!)
    const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    if (inPath.sort().join() !== declared.sort().join()) problems.push(`${route.id}: ${path} declares ${declared}`)
    const body = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
      Object.keys(schema?.properties ?? {}),
    )
    const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    const written = [...inPath, ...query, ...body]
    if (written.includes('*')) problems.push(`${route.id}: '*' is no name of a parameter`)
    // What stands for `*` at the end of a path has a name of the document's own.
    const rest = inPath.filter((name) => !route.path.includes(`:${name}`))
    const wanted = [...fieldsOf(route).filter((name) => name !== '*'), ...rest]
    if (written.toSorted().join() !== wanted.sort().join())
      problems.push(`${route.id} has the fields ${wanted}, its document ${written.sort()}`)
  }
  expect(problems, 'mend src/platform/http/openapi.ts, or give the field of the input another name').toEqual([])
})
