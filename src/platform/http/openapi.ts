/** The OpenAPI 3.1 document, made from the mounted routes; schemas are already JSON Schema. */
import type { Route } from '../../lib/contract.ts'

interface ObjectSchema {
  properties?: Record<string, object>
  required?: string[]
}

/** `/files/:id` and `/files/*` as OpenAPI writes them; what `*` stands for is called `rest`. */
const toTemplate = (path: string): string => path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}')

function toOperation(route: Route): object {
  const schema = route.input as ObjectSchema
  const inPath = new Set([...toTemplate(route.path).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => name !== '*')
  const inQuery = route.method === 'GET' || route.form === 'raw'
  const parameters = [
    ...[...inPath].map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: schema.properties?.[name] ?? { type: 'string' },
    })),
    ...(inQuery
      ? fields
          .filter(([name]) => !inPath.has(name))
          .map(([name, field]) => ({
            name,
            in: 'query',
            required: schema.required?.includes(name) ?? false,
            schema: field,
          }))
      : []),
  ]
  const body = Object.fromEntries(fields.filter(([name]) => !inPath.has(name)))
  const required = schema.required?.filter((name) => !inPath.has(name)) ?? []
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.id.split('.')[0]],
    ...(parameters.length && { parameters }),
    ...(!inQuery && {
      requestBody: {
        content: {
          'application/json': { schema: { type: 'object', properties: body, ...(required.length && { required }) } },
        },
      },
    }),
    ...(route.form === 'raw' &&
      route.method === 'PUT' && { requestBody: { content: { 'application/octet-stream': {} } } }),
    responses: {
      200: {
        description: 'Done',
        content: route.form === 'raw' ? { '*/*': {} } : { 'application/json': { schema: route.reply } },
      },
      default: {
        description: 'Refused or failed',
        content: {
          [route.path.startsWith('/api/v1') ? 'application/problem+json' : 'application/json']: {
            schema: { type: 'object' },
          },
        },
      },
    },
    security: route.policy === 'open' ? [] : [{ token: [] }],
    'x-policy': route.policy,
  }
}

/** Returns the document; paths in the order in which the routes were mounted. */
export function toOpenApi(routes: Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = toTemplate(route.path)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Bellwether', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  }
}
