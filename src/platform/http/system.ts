/** Routes about the server itself: health, versions, gauges, API documents. */
import { sql } from 'kysely'
import { Empty, route, Type } from '../../lib/contract.ts'
import { Failure } from '../../lib/failure.ts'
import type { Deps } from '../deps.ts'
import { VERSION } from '../version.ts'
import { DOCS_HEADERS, docsPage } from './docs-page.ts'
import { mount, mountRaw } from './mount.ts'
import { toOpenApi } from './openapi.ts'

/** The MLflow version whose protocol is spoken; its client compares. */
export const MLFLOW_VERSION = '3.17.2'

const open = (summary: string) => ({ policy: 'open', form: 'raw', summary }) as const

/** What MLflow's clients ask before they choose a way: but for workspaces, each of these choices is the plain one. */
const CHOICES = [
  'workspaces_enabled',
  'trace_archival_enabled',
  'multipart_uploads_enabled',
  'multipart_downloads_enabled',
  'presigned_upload_run_id_supported',
  'presigned_upload_model_id_supported',
] as const
const FLAGS = Object.fromEntries(CHOICES.map((name) => [name, Type.Boolean()]))
const SERVER_INFO = {
  store_type: 'SqlStore',
  ...Object.fromEntries(CHOICES.map((name) => [name, name === 'workspaces_enabled'])),
}

const contract = {
  health: route('system.health', 'GET', '/health', open('OK when the process answers.'), Empty, Empty),
  livez: route('system.livez', 'GET', '/livez', open('OK when the process answers.'), Empty, Empty),
  readyz: route('system.readyz', 'GET', '/readyz', open('OK when the database answers.'), Empty, Empty),
  mlflowVersion: route('system.mlflowVersion', 'GET', '/version', open('The MLflow version spoken.'), Empty, Empty),
  metrics: route(
    'system.metrics',
    'GET',
    '/metrics',
    { policy: 'read', form: 'raw', summary: 'Gauges for Prometheus.' },
    Empty,
    Empty,
  ),
  serverInfo: route(
    'system.serverInfo',
    'GET',
    '/api/3.0/mlflow/server-info',
    { policy: 'open', form: 'mlflow', summary: 'What the server can do, for MLflow clients.' },
    Empty,
    Type.Object({ store_type: Type.String(), ...FLAGS }),
  ),
  version: route(
    'system.version',
    'GET',
    '/api/v1/version',
    { policy: 'open', form: 'own', summary: 'Version of Bellwether and of the protocol it speaks.' },
    Empty,
    Type.Object({ version: Type.String(), mlflow: Type.String() }),
  ),
  openapi: route('system.openapi', 'GET', '/api/openapi.json', open('The OpenAPI document.'), Empty, Empty),
  docs: route('system.docs', 'GET', '/api/docs', open('The API, to read.'), Empty, Empty),
}

export function system({ http, db, gauges }: Deps): void {
  const text =
    (body: string) =>
    (_: unknown, { reply }: { reply: { header(k: string, v: string): { send(b: string): unknown } } }) =>
      reply.header('content-type', 'text/plain; charset=utf-8').send(body)
  mountRaw(http, contract.health, text('OK'))
  mountRaw(http, contract.livez, text('OK'))
  mountRaw(http, contract.mlflowVersion, text(MLFLOW_VERSION))
  mountRaw(http, contract.readyz, async (_, { reply }) => {
    await sql`select 1`.execute(db).catch((error: unknown) => {
      throw new Failure('TEMPORARILY_UNAVAILABLE', 'The database does not answer.', { cause: error })
    })
    return reply.header('content-type', 'text/plain; charset=utf-8').send('OK')
  })
  mountRaw(http, contract.metrics, async (_, { reply }) =>
    reply.header('content-type', gauges.registry.contentType).send(await gauges.registry.metrics()),
  )
  mount(http, contract.serverInfo, () => SERVER_INFO)
  mount(http, contract.version, () => ({ version: VERSION, mlflow: MLFLOW_VERSION }))
  mountRaw(http, contract.openapi, (_, { reply }) =>
    reply.header('content-type', 'application/json').send(JSON.stringify(toOpenApi(http.routes, VERSION))),
  )
  mountRaw(http, contract.docs, (_, { reply }) => reply.headers(DOCS_HEADERS).send(docsPage(http.routes, VERSION)))
}
