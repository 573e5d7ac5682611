/** The nine datasets of the story: daily or weekly versions with a digest; of two nobody wrote down where they come from. */
import { hex } from '../../lib/random.ts'
import type { Clock } from './clock.ts'
import type { DatasetPlan } from './plan.ts'

interface Table {
  /** Days between versions. */
  every: number
  /** Rows of the first version and how many more each day brings. */
  rows: number
  grows: number
  columns: [name: string, type: 'long' | 'double' | 'string' | 'datetime' | 'boolean'][]
  /** What made it, and under which licence it may be used; absent where nobody knows. */
  known?: { job: string; licence: string; owner: string }
}

const INTERNAL = 'internal, personal data pseudonymised'

const TABLES: Record<string, Table> = {
  clicks: {
    every: 1,
    rows: 31_400_000,
    grows: 31_100,
    columns: [
      ['session_id', 'string'],
      ['product_id', 'long'],
      ['position', 'long'],
      ['clicked', 'boolean'],
      ['at', 'datetime'],
    ],
    known: { job: 'clickstream-etl', licence: INTERNAL, owner: 'sam' },
  },
  'clicks-holdout': {
    every: 60,
    rows: 410_000,
    grows: 0,
    columns: [
      ['query_id', 'string'],
      ['product_id', 'long'],
      ['relevance', 'long'],
      ['is_new_user', 'boolean'],
    ],
    known: { job: 'holdout-split', licence: INTERNAL, owner: 'ivo' },
  },
  products: {
    every: 7,
    rows: 182_000,
    grows: 90,
    columns: [
      ['product_id', 'long'],
      ['title', 'string'],
      ['category', 'string'],
      ['price_cents', 'long'],
    ],
    known: { job: 'catalogue-export', licence: 'internal', owner: 'sam' },
  },
  'product-texts': {
    every: 7,
    rows: 182_000,
    grows: 90,
    columns: [
      ['product_id', 'long'],
      ['language', 'string'],
      ['text', 'string'],
    ],
    known: { job: 'catalogue-export', licence: 'internal; texts of makers', owner: 'sam' },
  },
  payments: {
    every: 1,
    rows: 5_600_000,
    grows: 9_400,
    columns: [
      ['order_id', 'long'],
      ['amount', 'long'],
      ['card_country', 'string'],
      ['device_age_days', 'double'],
      ['at', 'datetime'],
    ],
    known: { job: 'payments-etl', licence: INTERNAL, owner: 'sam' },
  },
  chargebacks: {
    every: 7,
    rows: 11_200,
    grows: 21,
    columns: [
      ['order_id', 'long'],
      ['reason', 'string'],
      ['received', 'datetime'],
    ],
  },
  customers: {
    every: 7,
    rows: 940_000,
    grows: 610,
    columns: [
      ['customer_id', 'long'],
      ['orders_90d', 'long'],
      ['days_since_order', 'double'],
      ['newsletter', 'boolean'],
    ],
    known: { job: 'customer-mart', licence: INTERNAL, owner: 'lin' },
  },
  'churn-labels': {
    every: 30,
    rows: 402_000,
    grows: 500,
    columns: [
      ['customer_id', 'long'],
      ['churned', 'boolean'],
    ],
  },
  orders: {
    every: 1,
    rows: 2_300_000,
    grows: 5_200,
    columns: [
      ['order_id', 'long'],
      ['product_id', 'long'],
      ['quantity', 'long'],
      ['at', 'datetime'],
    ],
    known: { job: 'orders-etl', licence: 'internal', owner: 'sam' },
  },
}

/** Where the two unknown ones were read from, which is all that is known of them. */
const READ_FROM: Record<string, string> = {
  chargebacks: '{"tags":{"mlflow.source.type":"LOCAL","mlflow.source.name":"fraud/train.py"}}',
  'churn-labels': '{"tags":{"mlflow.source.type":"NOTEBOOK","mlflow.source.name":"labels-final-2.ipynb"}}',
}

/** A job changes every forty days; what changed in payments-etl on day 0 is a story of its own. */
const commitOf = (job: string, day: number): string =>
  job === 'payments-etl' && day >= 0 ? 'a41f' : hex(4, 'job', job, Math.floor(day / 40))

/** The version of a dataset that was newest on a day. */
export function datasetOn(clock: Clock, name: string, day: number): DatasetPlan {
  const { every, rows, grows, columns, known } = TABLES[name]!
  const made = Math.floor(day / every) * every
  const count = rows + grows * (made + 600)
  const source = known && {
    uri: `s3://halm-lake/${name}/date=${clock.dateOf(made)}/`,
    job: `${known.job}@${commitOf(known.job, made)}`,
    licence: known.licence,
    owner: known.owner,
  }
  return {
    name,
    digest: hex(8, 'digest', name, made),
    source_type: source ? 's3' : 'code',
    source: source ? JSON.stringify(source) : READ_FROM[name]!,
    schema: JSON.stringify({
      mlflow_colspec: columns.map(([column, type]) => ({ type, name: column, required: true })),
    }),
    profile: JSON.stringify({ num_rows: count, num_elements: count * columns.length }),
  }
}
