/** Files of the best run: one of each kind that the pages can show. */
import { random } from '../../../lib/random.ts'
import type { FilePlan } from '../plan.ts'
import { BEST, NDCG } from '../truth.ts'
import { parquet } from './parquet.ts'
import { type Colour, image } from './png.ts'

const text = (path: string, content: string): FilePlan => ({ path, bytes: Buffer.from(content) })

/** Queries and what versions 30 and 31 reach on them, by kind of visitor. */
const SLICES: [slice: string, queries: number, before: number, after: number][] = [
  ['all', 8_200, NDCG.v30, NDCG.v30 + NDCG.gain],
  ['new users', 1_150, NDCG.v30NewUsers, NDCG.v30NewUsers + NDCG.gainNewUsers],
  ['returning users', 7_050, 0.4225, 0.4358],
  ['phone', 5_310, 0.4052, 0.4171],
  ['desk', 2_890, 0.4202, 0.4324],
  ['long queries', 960, 0.3781, 0.3949],
]

const slicesCsv = (): string =>
  [
    'slice,queries,ndcg_at_10_v30,ndcg_at_10_v31,difference',
    ...SLICES.map(([slice, n, before, after]) =>
      [slice, n, before.toFixed(4), after.toFixed(4), (after - before).toFixed(4)].join(','),
    ),
  ].join('\n')

const slicesHtml = (): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Ranker v31 on held-out clicks</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 24px; color: #1c1c28; background: #fff; max-width: 42em }
  table { border-collapse: collapse } td, th { padding: 4px 14px 4px 0; text-align: left; border-bottom: 1px solid #ddd }
  td + td { text-align: right; font-variant-numeric: tabular-nums }
</style>
<h1>Ranker v31 on held-out clicks</h1>
<p>Half of the negatives are the hardest of the batch. Against version 30 the first ten products are in better order
for those who have been here before; for new users the difference is within what chance does.</p>
<table>
<tr><th>Slice<th>Queries<th>v30<th>v31<th>Difference</tr>
${SLICES.map(
  ([slice, n, before, after]) =>
    `<tr><td>${slice}<td>${n.toLocaleString('en')}<td>${before.toFixed(4)}<td>${after.toFixed(4)}<td>+${(after - before).toFixed(4)}</tr>`,
).join('\n')}
</table>
</html>
`

const PAPER: Colour = [255, 255, 255]
const INK: Colour = [70, 70, 90]
const GRID: Colour = [228, 228, 236]
const BAR: Colour = [84, 92, 212]

/** Clicks predicted and clicks seen, in ten groups: the closer to the diagonal, the better. */
function calibration(): Uint8Array {
  const r = random('calibration')
  const size = 480
  const plot = image(size, size, PAPER)
  const left = 40
  const side = size - 2 * left
  for (let i = 0; i <= 10; i++) {
    plot.fill(left + (i * side) / 10, left, 1, side, GRID)
    plot.fill(left, left + (i * side) / 10, side, 1, GRID)
  }
  for (let i = 0; i < side; i++) plot.fill(left + i, left + side - i, 2, 2, INK)
  for (let i = 0; i < 10; i++) {
    const predicted = (i + 0.5) / 10
    const seen = predicted + r.normal(0, 0.018)
    plot.fill(left + predicted * side - 5, left + (1 - seen) * side - 5, 10, 10, BAR)
  }
  return plot.bytes()
}

/** How often each place on the page is clicked. */
function byPosition(): Uint8Array {
  const [width, height] = [640, 320]
  const plot = image(width, height, PAPER)
  for (let i = 1; i < 5; i++) plot.fill(40, (i * height) / 5, width - 60, 1, GRID)
  for (let i = 0; i < 10; i++) {
    const bar = (height - 60) * 0.95 * (i + 1) ** -0.75
    plot.fill(50 + i * 57, height - 30 - bar, 40, bar, BAR)
  }
  plot.fill(40, height - 30, width - 60, 2, INK)
  return plot.bytes()
}

function sampleParquet(): Uint8Array {
  const r = random('holdout-sample')
  const rows = Array.from({ length: 400 }, (_, i) => {
    const relevance = r.pick([0, 0, 0, 1, 1, 2])
    return {
      query: `q${String(10_000 + Math.floor(i / 10)).padStart(6, '0')}`,
      product: r.integer(100_000, 281_999),
      relevance,
      score: Number((0.15 + 0.3 * relevance + r.normal(0, 0.12)).toFixed(4)),
      visitor: r.pick(['returning', 'returning', 'returning', 'new']),
    }
  })
  return parquet([
    { name: 'query_id', type: 'string', values: rows.map((row) => row.query) },
    { name: 'product_id', type: 'int64', values: rows.map((row) => row.product) },
    { name: 'relevance', type: 'int64', values: rows.map((row) => row.relevance) },
    { name: 'score', type: 'double', values: rows.map((row) => row.score) },
    { name: 'visitor', type: 'string', values: rows.map((row) => row.visitor) },
  ])
}

function log(): string {
  const r = random('train-log')
  const lines = Array.from({ length: 40 }, (_, epoch) => {
    const loss = 0.24 + 0.5 * Math.exp(-epoch / 8)
    const auc = BEST.values[12] - 0.22 * Math.exp(-epoch / 8)
    return `epoch ${String(epoch + 1).padStart(2)}/40  train/loss ${loss.toFixed(4)}  val/auc ${auc.toFixed(4)}  ${(84 + 6 * r.next()).toFixed(1)} s`
  })
  return ['reading clicks, products, clicks-holdout', '2 towers, 18,412,288 weights', ...lines, 'done'].join('\n')
}

const config = {
  model: { arch: 'two-tower', dim: 128, temperature: 0.07 },
  training: { lr: 0.003, batch_size: 256, optimizer: 'adamw', epochs: 40, seed: 12 },
  negatives: { count: 256, hardest: 0.5 },
  slices: SLICES.map(([slice]) => slice),
}

export const bestFiles = (): FilePlan[] => [
  text('config.json', `${JSON.stringify(config, null, 2)}\n`),
  text('evaluation/slices.csv', `${slicesCsv()}\n`),
  { path: 'evaluation/holdout-sample.parquet', bytes: sampleParquet() },
  text('evaluation/report.html', slicesHtml()),
  { path: 'plots/calibration.png', bytes: calibration() },
  { path: 'plots/clicks-by-position.png', bytes: byPosition() },
  text('train.log', `${log()}\n`),
]
