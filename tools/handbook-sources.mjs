/**
 * `node tools/handbook-sources.mjs FACTS REQUIREMENTS`: what the handbook's tests must know of the documents without
 * their sentences. Writes, beside those tests, the hashes of every run of eight words, the references that the
 * handbook must cite, and the figures it must have word for word.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashesOf } from '../src/features/handbook/tests/runs.ts'
import { main, root, say, told } from './process.mjs'

const FOLDER = 'src/features/handbook/tests'
const REF = /^(\d{3}):(\d+)(?:-(\d+))?(?:,(\d+))?$/

/** `001:21-24` names four lines. */
function linesOf(ref) {
  const [, document, from, to = from, also] = REF.exec(ref)
  const lines = Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i)
  return [...lines, ...(also ? [Number(also)] : [])].map((line) => `${document}:${line}`)
}

/** Every text of the facts that is a sentence or part of one, and every reference. */
function collect(value, key, found) {
  if (Array.isArray(value)) for (const item of value) collect(item, key, found)
  else if (value && typeof value === 'object')
    for (const [name, item] of Object.entries(value)) collect(item, name, found)
  else if (typeof value === 'string') {
    if (REF.test(value)) for (const ref of linesOf(value)) found.refs.add(ref)
    else if (!NO_TEXT.has(key)) found.texts.push(value)
  }
}

/** Notes of those who gathered the facts; not from the documents. */
const NO_TEXT = new Set(['why', 'note', 'rule', 'use', 'missing_in_seeds', 'generated_from', 'id', 'group'])

await main(() => {
  const [facts, requirements] = process.argv.slice(2)
  if (!facts || !requirements) throw told('Name the file of facts and the file of requirements.')
  const all = JSON.parse(readFileSync(facts, 'utf8'))
  const found = { texts: [], refs: new Set() }
  collect(all, '', found)
  const quotes = [...readFileSync(requirements, 'utf8').matchAll(/"([^"]+)" \(\d{3}:\d+\)/g)].map(([, quote]) => quote)
  const hashes = [...new Set([...found.texts, ...quotes].flatMap(hashesOf))].sort()
  writeFileSync(join(root, FOLDER, 'source-runs.bin'), Buffer.from(hashes.join(''), 'hex'))
  const byLine = (a, b) => (a < b ? -1 : 1)
  const pad = (ref) => ref.replace(/\d+$/, (line) => line.padStart(5, '0'))
  const refs = [...found.refs].sort((a, b) => byLine(pad(a), pad(b)))
  writeFileSync(join(root, FOLDER, 'source-refs.txt'), `${refs.join('\n')}\n`)
  const figures = all.figures.map(({ id, value, ref }) => `${id}\t${ref}\t${value}`)
  writeFileSync(join(root, FOLDER, 'source-figures.tsv'), `${figures.join('\n')}\n`)
  say(`${hashes.length} runs of eight words, ${refs.length} references, ${figures.length} figures`)
  return 0
})
