import { expect, test } from 'vitest'
import { commandLine } from '../../test/harness/cli.ts'
import { server } from '../../test/harness/server.ts'

const { listen } = await server()
const url = await listen()
const { bw } = commandLine(url)

test('workspaces are made, described, used by address and removed from the command line', async () => {
  const made = await bw(['workspaces', 'create', 'search', '--sector', 'Retail'])
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(made.stdout).toContain(`${url}/w/search/`)
  expect(
    (await bw(['workspaces', 'set', 'search', '--sector', 'Finance', '--description', 'finding things'])).code,
  ).toBe(0)
  expect((await bw(['workspaces', 'ls', '--json'])).json()).toMatchObject({
    workspaces: [
      { name: 'default' },
      { name: 'search', sector: 'Finance', description: 'finding things', is_demo: false },
    ],
  })
  const there = ['--url', `${url}/w/search`]
  expect((await bw(['experiments', 'create', 'only-here', ...there])).code).toBe(0)
  expect((await bw(['experiments', 'ls'])).stdout).not.toContain('only-here')
  expect((await bw(['experiments', 'ls', ...there])).stdout).toContain('only-here')
  expect(await bw(['workspaces', 'rm', 'search'])).toMatchObject({ code: 2, stdout: '' })
  expect((await bw(['workspaces', 'rm', 'search', '--yes'])).code).toBe(0)
  expect((await bw(['experiments', 'ls', ...there])).stderr).toMatch(/Workspace.*search/)
})
