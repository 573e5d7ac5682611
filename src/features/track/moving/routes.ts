/** The move of an experiment over HTTP. */
import type { FastifyRequest } from 'fastify'
import type { Right } from '../../../lib/contract.ts'
import { mount } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { moving as contract } from '../contract/moving.ts'
import type { MovingService } from './service.ts'

type Elsewhere = (request: FastifyRequest, name: string, right: Right) => Promise<number>

export function movingRoutes(http: Http, moving: MovingService, elsewhere: Elsewhere): void {
  mount(http, contract.move, async ({ experiment_id, to }, { workspace, accountId, request }) =>
    moving.move({ workspace, accountId }, experiment_id, { name: to, id: await elsewhere(request, to, 'admin') }),
  )
}
