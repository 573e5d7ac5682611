/** What the guide of accounts states: its tables are the product's own, its commands and variables exist. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { toTable } from '../../src/features/access/roles.ts'
import { RIGHTS } from '../../src/lib/contract.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { server } from '../harness/server.ts'

const { send } = await server()
const text = readFileSync(join(import.meta.dirname, '../../docs/guide/accounts.md'), 'utf8')

/** The rows of the table whose first heading is this. */
function table(heading: string): string[][] {
  const [, body] = text.split(new RegExp(`^\\| ${heading} \\|.*\\n\\|[-|]+\\|\\n`, 'm'))
  const lines = body!.split('\n')
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('|')),
    )
    .map(cells)
}

test('Platform-14: the tables of roles and rights in the guide are those of the product', () => {
  const { roles, rights } = toTable()
  expect(table('role')).toEqual(
    roles.map(({ id, rights: given, about }) => [
      id,
      ...RIGHTS.map((right) => (given.includes(right) ? '●' : '')),
      about,
    ]),
  )
  expect(table('right')).toEqual(rights.map(({ id, about }) => [id, about]))
})

test('every command that the guide names is there, with its flags', async () => {
  const program = await createProgram()
  const lines = [...text.matchAll(/\bbw ((?:accounts|members|roles|tokens)[^`\n#)]*)/g)].map(([, line]) => line!.trim())
  expect(lines.length).toBeGreaterThan(10)
  for (const line of lines) {
    const [noun, verbs = ''] = line.split(/\s+/)
    const command = program.commands.find((each) => each.name() === noun)!
    const known = verbs
      .split('|')
      .filter(Boolean)
      .map((verb) => command.commands.find((each) => each.name() === verb))
    expect(known, line).not.toContain(undefined)
    const flags = [...line.matchAll(/--[a-z-]+/g)].map(([flag]) => flag)
    const options = known.flatMap((each) => each!.options.map(({ long }) => long))
    expect(
      flags.filter((flag) => !options.includes(flag)),
      line,
    ).toEqual([])
  }
})

test('every variable of a headless start is one that the server reads', () => {
  const names = table('variable').map(([name]) => name!.replaceAll('`', ''))
  const env = Object.fromEntries(names.map((name) => [name, `value of ${name}`]))
  const { initOwner, initPassword, initToken } = loadConfig({}, env, import.meta.dirname)
  expect([initOwner, initPassword, initToken]).toEqual(names.map((name) => env[name]))
})

test('every route that the guide names is there', async () => {
  const paths = Object.keys((await send('GET', '/api/openapi.json')).body.paths as object)
  const named = [...text.matchAll(/`(?:GET|POST|PUT|PATCH|DELETE) (\/api\/v1\/[^`\s]+)`/g)].map(([, path]) => path!)
  expect(named.length).toBeGreaterThan(1)
  expect(named.filter((path) => !paths.includes(path))).toEqual([])
})

test('Team-33: no field of any request or reply judges the mood of a person', async () => {
  const { body } = await send('GET', '/api/openapi.json')
  const fields = new Set(
    [...JSON.stringify(body).matchAll(/"(\w+)":\{"(?:type|anyOf|description|enum)"/g)].map(([, name]) => name!),
  )
  expect(fields.size).toBeGreaterThan(100)
  const judging = /mood|emotion|sentiment|morale|happiness|engagement/i
  expect([...fields].filter((name) => judging.test(name))).toEqual([])
})
