import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Route } from '../src/lib/contract.ts'
import { server } from './harness/server.ts'

const { send } = await server()
const WEB = join(import.meta.dirname, '../web/src')
const files = globSync('**/*.{ts,tsx}', { cwd: WEB }).map((file) => ({
  file,
  text: readFileSync(join(WEB, file), 'utf8'),
}))

/** The routes that a page calls through the typed client, as its imports and calls name them. */
async function routesOf({ file, text }: { file: string; text: string }): Promise<Route[]> {
  const contracts = new Map<string, Record<string, Route>>()
  for (const [, names, from] of text.matchAll(/import \{([^}]+)\} from '([^']+\/contract[^']*)'/g))
    for (const name of names!.split(',').filter((part) => !part.trim().startsWith('type '))) {
      const [exported, local = exported] = name.trim().split(' as ')
      const module = (await import(join(WEB, dirname(file), from!))) as Record<string, Record<string, Route>>
      contracts.set(local!, module[exported!]!)
    }
  return [...text.matchAll(/\bcall\(\s*(\w+)\.(\w+)/g)].map(([, object, route]) => contracts.get(object!)![route!]!)
}

test('Serve-04: every action of the pages is a documented route, called through the typed client', async () => {
  const { body } = await send('GET', '/api/openapi.json')
  const documented = new Set(
    Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap((methods) =>
      Object.values(methods).map((operation) => operation.operationId),
    ),
  )
  const used = (await Promise.all(files.map(routesOf))).flat()
  expect(used.length).toBeGreaterThan(8)
  expect(used.filter((route) => !documented.has(route.id)).map((route) => route.id)).toEqual([])
  // Whoever reaches the network otherwise is named here, with what for.
  const direct = files
    .filter(({ text }) => /\b(fetch|XMLHttpRequest|EventSource|sendBeacon)\(/.test(text))
    .map(({ file }) => file)
  expect(direct.sort()).toEqual(['api.ts', 'live.ts'])
  expect(documented.has('activity.stream'), 'live.ts reads the stream of events').toBe(true)
})
