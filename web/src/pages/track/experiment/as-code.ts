/** The same search as code; grouped, the means of each group. */
import { type AsCode, python, shell } from '../../../parts/copy-as.tsx'
import { serverUrl } from '../../../place.ts'
import { type Column, parseSort, toGroupBy, toOrderBy } from './columns.ts'
import { groupOrder } from './lines/use-lines.ts'

interface Shown {
  experimentId: string
  filter: string | undefined
  sort: string | undefined
  group: string[]
  columns: Column[]
}

/** More would bury the search below names. */
const MOST_COLUMNS = 20

export function searchAsCode({ experimentId, filter, sort, group, columns }: Shown): AsCode {
  const isGrouped = group.length > 0
  const order = isGrouped ? [groupOrder(sort, group)].flatMap((each) => each ?? []) : (toOrderBy(parseSort(sort)) ?? [])
  const ids = columns.flatMap(({ kind, id }) => (kind === 'attribute' ? [] : [id])).slice(0, MOST_COLUMNS)
  const body = {
    experiment_ids: [experimentId],
    ...(filter && { filter }),
    ...(isGrouped && { group_by: group.map(toGroupBy) }),
    ...(order.length && { order_by: order }),
    columns: ids,
    limit: 100,
  }
  const path = isGrouped ? '/api/v1/runs/groups' : '/api/v1/runs/search'
  return {
    python: [
      'import mlflow',
      '',
      `mlflow.set_tracking_uri(${python(serverUrl)})`,
      'runs = mlflow.search_runs(',
      `    experiment_ids=[${python(experimentId)}],`,
      ...(filter ? [`    filter_string=${python(filter)},`] : []),
      ...(order.length && !isGrouped ? [`    order_by=[${order.map(python).join(', ')}],`] : []),
      ')',
      ...(isGrouped ? ['', ...meansInPython(group, columns)] : []),
      '',
    ].join('\n'),
    curl: `curl ${shell(serverUrl + path)} -H 'content-type: application/json' -d ${shell(JSON.stringify(body))}\n`,
    cli: `bw runs ls --url ${shell(serverUrl)} -e ${experimentId}${filter ? ` --filter ${shell(filter)}` : ''}${order.length && !isGrouped ? ` --order-by ${shell(order[0]!)}` : ''}\n`,
  }
}

/** pandas has the params and tags as columns; the configuration is all params but seeds. */
function meansInPython(group: string[], columns: Column[]): string[] {
  const isConfiguration = group.includes('configuration')
  const keys = group.flatMap((id) => (id === 'user' ? 'tags.mlflow.user' : id.includes('.') ? id : [])).map(python)
  const metrics = columns.flatMap(({ kind, id }) => (kind === 'metrics' ? [python(id)] : [])).slice(0, MOST_COLUMNS)
  return [
    ...(isConfiguration ? ['params = [c for c in runs if c.startswith("params.") and "seed" not in c]'] : []),
    `keys = ${isConfiguration ? 'params' : `[${keys.join(', ')}]`}`,
    `print(runs.groupby(keys, dropna=False)[[${metrics.join(', ')}]].agg(["count", "mean", "std"]))`,
  ]
}
