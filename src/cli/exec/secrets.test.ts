import { expect, test } from 'vitest'
import { toCommandLine, withoutCredentials, withoutSecrets } from './secrets.ts'

test('Platform-09: credentials never stay in a remote', () => {
  const cases: [string, string][] = [
    ['https://me:ghp_secret@github.com/team/code.git', 'https://github.com/team/code.git'],
    ['https://ghp_secret@github.com/team/code.git', 'https://github.com/team/code.git'],
    ['https://x-access-token:p@ss@host:8443/a?private_token=secret#x', 'https://host:8443/a'],
    ['http://:secret@host', 'http://host'],
    ['ssh://git:secret@host/a.git', 'ssh://git@host/a.git'],
    ['ssh://git@host:22/a.git', 'ssh://git@host:22/a.git'],
    ['git@github.com:team/code.git', 'git@github.com:team/code.git'],
    ['/srv/git/code.git', '/srv/git/code.git'],
    ['file:///srv/git/code.git', 'file:///srv/git/code.git'],
  ]
  for (const [given, kept] of cases) expect(withoutCredentials(given)).toBe(kept)
})

test('secrets on a command line are hidden, the rest of it stays', () => {
  const args = [
    'train.py',
    '--api-key',
    'k1',
    '--token=t1',
    '--lr',
    '0.1',
    'HF_TOKEN=h1',
    'postgres://me:pw@db/x',
    '--max-tokens',
    '512',
  ]
  expect(withoutSecrets(args)).toEqual([
    'train.py',
    '--api-key',
    '***',
    '--token=***',
    '--lr',
    '0.1',
    'HF_TOKEN=***',
    'postgres://***@db/x',
    '--max-tokens',
    '512',
  ])
  expect(toCommandLine(['python', '-c', "print('a b')", ''])).toBe(`python -c 'print('\\''a b'\\'')' ''`)
})
