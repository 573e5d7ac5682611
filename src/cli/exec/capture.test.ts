import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { folder } from '../../../test/harness/cli.ts'
import { capture } from './capture.ts'
import { gpusOf } from './device.ts'
import { askGit, toDiff } from './git.ts'
import { askPython, findInterpreter } from './python.ts'

const signal = new AbortController().signal

function repository() {
  const at = folder()
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: at, env, encoding: 'utf8' })
  git('init', '--quiet', '--initial-branch', 'trunk')
  git('config', 'user.name', 'Test')
  git('config', 'user.email', 'test@example.com')
  writeFileSync(join(at, 'train.py'), 'lr = 0.1\n')
  git('add', '.')
  git('commit', '--quiet', '--message', 'first')
  return { at, git }
}

test('Platform-09: commit, branch, remote and diff are those of the git repository', async () => {
  const { at, git } = repository()
  git('remote', 'add', 'upstream', 'https://example.com/other.git')
  git('remote', 'add', 'origin', 'https://me:secret@example.com/team/code.git')
  const commit = git('rev-parse', 'HEAD').trim()
  const clean = { commit, branch: 'trunk', remote: 'https://example.com/team/code.git', dirty: false, diff: '' }
  expect(await askGit(at, signal)).toEqual(clean)

  writeFileSync(join(at, 'train.py'), 'lr = 0.2  # größer\n')
  // Settings of a person do not change what is noted down.
  git('config', 'diff.noprefix', 'true')
  git('config', 'color.ui', 'always')
  const expected = git('-c', 'diff.noprefix=false', 'diff', '--no-color', 'HEAD')
  expect(await askGit(at, signal)).toEqual({ ...clean, dirty: true, diff: expected })

  mkdirSync(join(at, 'sub'))
  writeFileSync(join(at, 'sub', 'neue Datei ü.txt'), '')
  git('checkout', '--quiet', '--detach')
  const found = await askGit(join(at, 'sub'), signal)
  expect(found).toMatchObject({ commit, branch: undefined, dirty: true })
  expect(found.diff).toBe(`${expected}### Untracked files, known by name only:\n###  sub/neue Datei ü.txt\n`)
  // What was noted down brings the changes back.
  git('checkout', '--quiet', 'trunk', '--', 'train.py')
  execFileSync('git', ['apply', '--check', '-'], { cwd: at, input: found.diff! })
})

test('unknown stays unknown outside of a repository and before the first commit', async () => {
  const nothing = { commit: undefined, branch: undefined, remote: undefined, dirty: undefined, diff: undefined }
  expect(await askGit(folder(), signal)).toEqual(nothing)
  const empty = folder()
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'trunk'], { cwd: empty })
  writeFileSync(join(empty, 'train.py'), '')
  expect(await askGit(empty, signal)).toEqual({ ...nothing, branch: 'trunk' })
})

test('a diff that is too long is cut with a note, and names of untracked files stay', () => {
  const cut = toDiff({ text: '+'.repeat(400), cut: false }, ['a.txt'], 300)
  expect(cut.length).toBe(300)
  expect(cut).toMatch(
    /^\++\n### The diff is longer than 300 characters: the rest is left out\.\n### Untracked files, known by name only:\n### {2}a\.txt\n$/,
  )
  expect(toDiff({ text: 'a\0b', cut: false }, [])).toBe('a\ufffdb')
})

/** Programs on a PATH of their own. */
function programs(files: Record<string, string>) {
  const at = folder()
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(at, name), text)
    chmodSync(join(at, name), 0o755)
  }
  return { at, env: { PATH: [at, '/usr/bin', '/bin'].join(delimiter) } }
}

test('the interpreter is the one that will run the command, or unknown', () => {
  const { at, env } = programs({
    python3: '#!/bin/sh\n',
    torchrun: '#!/opt/venv/bin/python3.12\nimport torch\n',
    tool: '#!/usr/bin/env -S python3 -u\n',
    'train.sh': '#!/bin/sh\npython3 train.py\n',
  })
  const found = (...command: string[]) => findInterpreter(command, at, env)
  expect(found('python3', 'train.py')).toBe(join(at, 'python3'))
  expect(found('./tool')).toBe(join(at, 'python3'))
  expect(found('torchrun', 'train.py')).toBe('/opt/venv/bin/python3.12')
  expect(found('env', 'SEED=1', 'python3', 'train.py')).toBe('python3')
  for (const command of [['./train.sh'], ['uv', 'run', 'python3', 'train.py'], ['node', 'python3'], ['missing']])
    expect(found(...command)).toBeUndefined()
})

test('version and packages are those that the interpreter tells', async () => {
  const said = `#!/bin/sh\necho 'a greeting of sitecustomize'\necho '{"python": "3.12.1", "packages": {"numpy": "2.1.0"}}'\n`
  const { at } = programs({ python3: said, 'python3.9': '#!/bin/sh\nexit 1\n' })
  const told = await askPython([join(at, 'python3'), 'train.py'], at, signal)
  expect(told).toEqual({ python: '3.12.1', packages: { numpy: '2.1.0' } })
  expect(await askPython([join(at, 'python3.9')], at, signal)).toEqual({})
})

test('what does not answer in time is unknown, and the rest is there', async () => {
  const { at } = programs({ python3: '#!/bin/sh\nsleep 5\necho\n' })
  const began = performance.now()
  const found = await capture([join(at, 'python3'), 'train.py', '--password', 'hunter2'], at, 400)
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(found).toMatchObject({ directory: at, python: undefined, packages: undefined })
  expect(found.command).toBe(`${join(at, 'python3')} train.py --password '***'`)
  expect(Object.keys(found.device!)).toEqual(
    expect.arrayContaining(['hostname', 'os', 'arch', 'cores', 'memory_bytes']),
  )
})

test('graphics cards are read as nvidia-smi lists them', () => {
  expect(gpusOf('NVIDIA H200, 143771 MiB, 570.1\nNVIDIA H200, 143771 MiB, 570.1\n')).toEqual({
    gpu_0: 'NVIDIA H200',
    gpu_0_memory: '143771 MiB',
    gpu_1: 'NVIDIA H200',
    gpu_1_memory: '143771 MiB',
    gpu_driver: '570.1',
  })
})
