/** Schemas and signatures as MLflow writes them, read into columns. */
import { parseJson } from './json.ts'

export interface SchemaColumn {
  name: string
  type: string
  optional: boolean
}

interface Written {
  name?: string
  type?: unknown
  dtype?: string
  required?: boolean
  default?: unknown
  optional?: boolean
  shape?: number[]
  'tensor-spec'?: { dtype?: string; shape?: number[] }
  items?: unknown
  properties?: Record<string, unknown>
  values?: unknown
}

/** "tensor float32 (-1, 28, 28)", "array of string", "object" */
function typeOf(entry: Written): string {
  const tensor = entry['tensor-spec']
  if (tensor) return `tensor ${tensor.dtype ?? ''} (${(tensor.shape ?? []).join(', ')})`
  if (entry.type === 'array') return `array of ${typeOf((entry.items ?? {}) as Written)}`
  if (entry.type === 'map') return `map of ${typeOf((entry.values ?? {}) as Written)}`
  if (entry.type === 'object' && entry.properties)
    return `object {${Object.entries(entry.properties)
      .map(([name, value]) => `${name}: ${typeOf(value as Written)}`)
      .join(', ')}}`
  return String(entry.type ?? entry.dtype ?? 'unknown')
}

/** A list of columns, or one that stands in `mlflow_colspec` or `mlflow_tensorspec`; undefined for anything else. */
export function columnsOf(text: string | undefined): SchemaColumn[] | undefined {
  let schema: unknown
  try {
    schema = parseJson(text ?? '')
  } catch {
    return undefined
  }
  const { mlflow_colspec, mlflow_tensorspec } = Object(schema) as Record<string, unknown>
  const tensors = Object(mlflow_tensorspec) as { features?: unknown }
  const list = Array.isArray(schema) ? schema : (mlflow_colspec ?? tensors.features ?? mlflow_tensorspec)
  if (!Array.isArray(list)) return undefined
  return (list as Written[]).map((entry, i) => ({
    name: entry.name ?? `column ${i + 1}`,
    type: typeOf(entry),
    optional: entry.required === false || entry.optional === true || entry.default !== undefined,
  }))
}
