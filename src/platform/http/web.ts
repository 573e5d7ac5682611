/** Serves the built web app: hashed files for ever, the page itself fresh, every unknown page path to the app. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { Failure } from '../../lib/failure.ts'
import type { Deps } from '../deps.ts'
import { baseOf } from './base.ts'
import { APP_HEADERS } from './headers.ts'
import { sendFailure } from './server.ts'

export const WEB_DIR = join(import.meta.dirname, '../../../web/dist')

export function web({ http: { app }, config }: Deps): void {
  const index = join(WEB_DIR, 'index.html')
  if (existsSync(join(WEB_DIR, 'assets')))
    app.register(fastifyStatic, {
      root: join(WEB_DIR, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '1y',
      index: false,
    })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!
    const isPage =
      request.method === 'GET' &&
      !/^\/(api|ajax-api|assets)\//.test(path) &&
      (request.headers.accept ?? '').includes('text/html')
    if (!isPage)
      return sendFailure(new Failure('ENDPOINT_NOT_FOUND', `No route for ${request.method} ${path}.`), request, reply)
    if (!existsSync(index))
      return reply.code(503).type('text/plain').send('The web app is not built yet: run "npm run build:web".\n')
    return reply
      .headers(APP_HEADERS)
      .header('cache-control', 'no-cache')
      .send(
        readFileSync(index, 'utf8').replace('<base href="/">', `<base href="${baseOf(request, config.basePath)}/">`),
      )
  })
}
