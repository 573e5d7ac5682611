/** The same search as code. */
import { type AsCode, python, shell } from '../../../parts/copy-as.tsx'
import { serverUrl } from '../../../place.ts'
import { parseSort, toOrderBy } from './columns.ts'

export function searchAsCode(experimentId: string, filter: string | undefined, sort: string | undefined): AsCode {
  const order = toOrderBy(parseSort(sort))
  const body = {
    experiment_ids: [experimentId],
    ...(filter && { filter }),
    ...(order && { order_by: order }),
    limit: 100,
  }
  return {
    python: [
      'import mlflow',
      '',
      `mlflow.set_tracking_uri(${python(serverUrl)})`,
      'runs = mlflow.search_runs(',
      `    experiment_ids=[${python(experimentId)}],`,
      ...(filter ? [`    filter_string=${python(filter)},`] : []),
      ...(order ? [`    order_by=[${order.map(python).join(', ')}],`] : []),
      ')',
      '',
    ].join('\n'),
    curl: `curl ${shell(`${serverUrl}/api/v1/runs/search`)} -H 'content-type: application/json' -d ${shell(JSON.stringify(body))}\n`,
    cli: `bw runs ls --url ${shell(serverUrl)} -e ${experimentId}${filter ? ` --filter ${shell(filter)}` : ''}${order ? ` --order-by ${shell(order[0]!)}` : ''}\n`,
  }
}
