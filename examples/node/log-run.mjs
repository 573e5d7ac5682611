// Logs one run to Bellwether with what Node has built in, then finds it again.
const server = (process.env.BELLWETHER_URL ?? 'http://127.0.0.1:7575').replace(/\/+$/, '')
const token = process.env.BELLWETHER_TOKEN

class Refused extends Error {
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

async function send(method, path, body, contentType) {
  const reply = await fetch(server + path, {
    method,
    body,
    headers: { ...(body && { 'content-type': contentType }), ...(token && { authorization: `Bearer ${token}` }) },
  })
  const text = await reply.text()
  // A proxy in between answers without JSON.
  const json = reply.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
  if (!reply.ok) throw new Refused(json.error_code, `${method} ${path}: ${reply.status} ${json.message ?? text}`)
  return json
}

const get = (path, query) => send('GET', `/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`)
const post = (path, body) => send('POST', `/api/2.0/mlflow/${path}`, JSON.stringify(body), 'application/json')

async function experimentIdOf(name) {
  try {
    return (await post('experiments/create', { name })).experiment_id
  } catch (error) {
    // To create first and look afterwards leaves no gap for another program that starts at the same time.
    if (error.code !== 'RESOURCE_ALREADY_EXISTS') throw error
    return (await get('experiments/get-by-name', { experiment_name: name })).experiment.experiment_id
  }
}

async function main() {
  const experimentId = await experimentIdOf('recipes')
  const start = Date.now()
  const { run } = await post('runs/create', {
    experiment_id: experimentId,
    run_name: 'node-recipe',
    start_time: start,
    tags: [{ key: 'mlflow.source.name', value: 'log-run.mjs' }],
  })
  const { run_id, artifact_uri } = run.info

  // One request for all of it: a batch is written whole or not at all, and waits for the disk once.
  const steps = Array.from({ length: 20 }, (_, step) => step)
  await post('runs/log-batch', {
    run_id,
    params: [
      { key: 'learning_rate', value: '0.1' },
      { key: 'batch_size', value: '32' },
    ],
    metrics: steps.map((step) => ({ key: 'loss', value: 1 / (step + 1), step, timestamp: start + step })),
    tags: [{ key: 'language', value: 'node' }],
  })

  // The server names the folder of a run's artifacts; do not build it from ids.
  const folder = artifact_uri.replace('mlflow-artifacts:/', '')
  const notes = 'Logged from Node.\n'
  await send('PUT', `/api/2.0/mlflow-artifacts/artifacts/${folder}/notes.txt`, notes, 'application/octet-stream')

  await post('runs/update', { run_id, status: 'FINISHED', end_time: Date.now() })

  const { runs = [] } = await post('runs/search', {
    experiment_ids: [experimentId],
    filter: "metrics.loss < 0.2 AND params.learning_rate = '0.1' AND tags.language = 'node'",
    order_by: ['metrics.loss ASC'],
    max_results: 1,
  })
  const [best] = runs
  if (!best) throw new Error('The search found no run.')
  const loss = best.data.metrics.find((metric) => metric.key === 'loss')
  console.log(`best run: ${best.info.run_name} ${best.info.run_id} loss ${loss.value}`)
}

main().catch((error) => {
  console.error(error.cause ? `${error.message}: ${error.cause.message}` : error.message)
  process.exitCode = 1
})
