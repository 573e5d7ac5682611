/** Gives a seeded run files of every kind that pages show, some of them hostile. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Stores an artifact; `path` begins with the experiment and the run. */
export type Put = (path: string, body: string | Buffer) => Promise<unknown>

const FILES = join(import.meta.dirname, 'files')

/** Tries what an uploaded page must not be able to do, and writes down in itself what came of it. */
export const HOSTILE_PAGE = `<!doctype html>
<title>report</title>
<style>body { font: 15px sans-serif } li { margin: 4px }</style>
<h1>Offline evaluation</h1>
<p>val/auc 0.913 on 48,210,331 clicks.</p>
<ul id="tried"></ul>
<script>
  const say = (text) => { document.querySelector('#tried').innerHTML += '<li>' + text + '</li>' }
  const attempt = (name, act) => { try { say(name + ': ' + act()) } catch (error) { say(name + ': refused') } }
  attempt('cookies', () => document.cookie || 'none')
  attempt('storage', () => localStorage.length)
  attempt('page around', () => parent.document.title)
  attempt('top', () => { top.location = 'about:blank'; return 'left' })
  const to = (name, url) => fetch(url).then((r) => r.text()).then((t) => say(name + ': ' + t.length), () => say(name + ': refused'))
  to('routes', '/api/v1/experiments')
  to('network', 'https://example.org/')
  const image = new Image()
  image.onload = () => say('image: loaded')
  image.onerror = () => say('image: refused')
  image.src = '/api/v1/access/me?seen=1'
  document.title = 'ran'
</script>`

export const HOSTILE_SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160" viewBox="0 0 320 160">
<script>window.ran = true; parent.document.title = 'stolen'; fetch('/api/v1/experiments')</script>
<rect width="320" height="160" fill="#eceefd"/><circle cx="80" cy="80" r="48" fill="#4150d6" onload="parent.document.title='stolen'"/>
<path d="M150 120 L190 60 L230 96 L280 40" fill="none" stroke="#0072b2" stroke-width="4"/></svg>`

const predictions = (): string => {
  const lines = ['item_id,score,label,comment']
  for (let i = 0; i < 3_000; i++)
    lines.push(
      `${9007199254740990n + BigInt(i)},${((i * 37) % 1000) / 1000},${i % 3 ? 'click' : ''},"a, ""quoted"" one ${i}"`,
    )
  return `${lines.join('\n')}\n`
}

const log = (): string => {
  const lines: string[] = []
  for (let i = 0; i < 36_000; i++)
    lines.push(
      `2026-11-24 22:${String(i % 60).padStart(2, '0')}:01 INFO step ${i} loss ${(1 / (i + 1)).toFixed(6)} lr 0.003 grad 0.41`,
    )
  lines.push('epoch 40:  10%|#\repoch 40:  60%|######\repoch 40: 100%|##########', '\u001b[32mdone\u001b[0m')
  return `${lines.join('\n')}\n`
}

const CONFIG = `{"model": {"layers": 4, "towers": ["query", "item"], "dropout": 0.10}, "seed": 12345678901234567890123,
 "limit": 9007199254740993, "clip": NaN, "notes": "", "schedule": null, "steps": [${Array.from({ length: 250 }, (_, i) => i * 10)}]}`

export async function seedFiles(put: Put, root: string): Promise<void> {
  const kept: Record<string, string> = {
    'charts/precision-recall.png': 'precision-recall.png',
    'data/scores.parquet': 'scores.parquet',
    'data/scores-zstd.parquet': 'scores-zstd.parquet',
    'data/embeddings.npy': 'embeddings.npy',
    'reports/report.pdf': 'report.pdf',
    'reports/analysis.ipynb': 'analysis.ipynb',
    'sample.wav': 'sample.wav',
  }
  for (const [path, name] of Object.entries(kept)) await put(`${root}/${path}`, readFileSync(join(FILES, name)))
  const made: Record<string, string> = {
    'charts/drawing.svg': HOSTILE_SVG,
    'reports/evaluation.html': HOSTILE_PAGE,
    'data/predictions.csv': predictions(),
    'train.log': log(),
    'config.json': CONFIG,
    'config.yaml': 'model:\n  layers: 4\n  towers: [query, item]\nseed: 12345678901234567890\n',
    'README.md': '# Ranker\n\nTwo towers, cosine schedule.\n',
    'broken.json': '{"half": ',
    'broken.parquet': 'no parquet at all',
    'latin.txt': '',
  }
  for (const [path, text] of Object.entries(made)) await put(`${root}/${path}`, text)
  await put(`${root}/latin.txt`, Buffer.from([0x63, 0x61, 0x66, 0xe9]))
  for (let i = 0; i < 230; i++)
    await put(`${root}/checkpoints/step_${String(i).padStart(4, '0')}.bin`, `\u0000\u0001weights ${i}`)
}
