/** The server's own counters, in Prometheus' text form. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Http } from './server.ts'

export interface Gauges {
  registry: Registry
}

/** Counts requests by route, not by URL: the number of series stays bounded. */
export function createGauges({ app }: Http): Gauges {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'bellwether_' })
  const labelNames = ['method', 'route', 'status'] as const
  const requests = new Counter({
    name: 'bellwether_http_requests_total',
    help: 'Requests answered.',
    labelNames,
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'bellwether_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    requests.inc({ method: request.method, route, status: reply.statusCode })
    seconds.observe({ route }, reply.elapsedTime / 1000)
    done()
  })
  return { registry }
}
