import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine, folder } from '../../test/harness/cli.ts'

const { bw } = commandLine()

/** What bash offers for the words of a line, the last of which is being written. */
async function offered(words: string[]): Promise<string[]> {
  const script = join(folder(), 'completion.bash')
  writeFileSync(script, (await bw(['completion', 'bash'])).stdout)
  const line = words.map((word) => `'${word}'`).join(' ')
  const ask = `source ${script}; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _bellwether; echo "\${COMPREPLY[@]}"`
  return spawnSync('bash', ['-c', ask], { encoding: 'utf8' }).stdout.trim().split(' ')
}

test('bash completes commands and flags as they are', async () => {
  expect(await offered(['bw', 'ex'])).toEqual(['experiments', 'export', 'exec'])
  expect(await offered(['bw', 'runs', 're'])).toEqual(['restore'])
  expect(await offered(['bw', 'runs', 'ls', '--json', '--or'])).toEqual(['--order-by'])
})

test('zsh and fish get a script too, and no other shell does', async () => {
  expect((await bw(['completion', 'zsh'])).stdout).toMatch(/^#compdef bellwether bw\n/)
  expect((await bw(['completion', 'fish'])).stdout).toContain('-n \'__bellwether_at "runs ls"\' -l order-by')
  const { code, stderr } = await bw(['completion', 'tcsh'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are bash, zsh, fish')])
})
