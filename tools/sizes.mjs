/** `npm run sizes [base]`: lines per folder, and how many came and went since a commit (the one before HEAD). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { main, root, run, told } from './process.mjs'

const FOLDERS = ['src', 'web', 'test', 'tools', 'bench', 'migrations']
const SOURCE = /\.(ts|tsx|mts|mjs|css|html|sql)$/

async function git(...args) {
  const { code, stdout, output } = await run('git', args)
  if (code !== 0) throw told(output.trim())
  return stdout.split('\0').filter(Boolean)
}

/** `src/features/track/store/runs.ts` counts for `src/features/track`. */
function folderOf(path) {
  const parts = path.split('/').slice(0, -1)
  const depth = path.startsWith('web/src/pages/') ? 4 : /^(src\/features|web\/src)\//.test(path) ? 3 : 2
  return parts.slice(0, depth).join('/')
}

const linesOf = (text) => text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0)

await main(async () => {
  const [base = 'HEAD~'] = process.argv.slice(2)
  const rows = new Map()
  const add = (path, files, lines, came, went) => {
    const row = rows.get(folderOf(path)) ?? { files: 0, lines: 0, came: 0, went: 0 }
    rows.set(folderOf(path), row)
    row.files += files
    row.lines += lines
    row.came += came
    row.went += went
  }
  const changes = (await git('diff', '-z', '--no-renames', '--numstat', base, '--', ...FOLDERS)).map((line) =>
    line.split('\t'),
  )
  const fresh = new Set(await git('ls-files', '-z', '--others', '--exclude-standard', '--', ...FOLDERS))
  const gone = new Set(await git('ls-files', '-z', '--deleted', '--', ...FOLDERS))
  const here = [...(await git('ls-files', '-z', '--', ...FOLDERS)), ...fresh].filter((path) => !gone.has(path))
  for (const path of new Set(here.filter((name) => SOURCE.test(name)))) {
    const lines = linesOf(readFileSync(join(root, path), 'utf8'))
    add(path, 1, lines, fresh.has(path) ? lines : 0, 0)
  }
  for (const [came, went, path] of changes) if (SOURCE.test(path)) add(path, 0, 0, Number(came), Number(went))

  const total = { files: 0, lines: 0, came: 0, went: 0 }
  for (const row of rows.values()) for (const key of Object.keys(total)) total[key] += row[key]
  const table = [...[...rows].sort(([a], [b]) => (a < b ? -1 : 1)), ['total', total]]
  const width = Math.max(...table.map(([name]) => name.length))
  const print = (name, ...cells) =>
    process.stdout.write(`${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}\n`)
  print('', 'files', 'lines', 'added', 'removed')
  for (const [name, { files, lines, came, went }] of table)
    print(name, files, lines, came ? `+${came}` : '', went ? `-${went}` : '')
})
