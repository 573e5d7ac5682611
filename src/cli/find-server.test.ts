import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder } from '../../test/harness/cli.ts'
import { authorizationOf, findServer } from './find-server.ts'

const cwd = folder()
const other = folder()
writeFileSync(join(other, 'server.json'), '{"url":"http://127.0.0.1:4001","pid":1}')

test('the server is found by --url, BELLWETHER_URL, MLFLOW_TRACKING_URI, server.json, 7575, in that order', () => {
  const env: Record<string, string> = {
    BELLWETHER_URL: 'http://127.0.0.1:2/',
    MLFLOW_TRACKING_URI: 'http://127.0.0.1:3',
    BELLWETHER_DATA_DIR: other,
  }
  const found = (options = {}) => findServer(options, env, cwd).url
  expect(found({ url: 'http://127.0.0.1:1' })).toBe('http://127.0.0.1:1')
  expect(found()).toBe('http://127.0.0.1:2')
  delete env.BELLWETHER_URL
  expect(found()).toBe('http://127.0.0.1:3')
  env.MLFLOW_TRACKING_URI = 'file:./mlruns'
  expect(found()).toBe('http://127.0.0.1:4001')
  delete env.BELLWETHER_DATA_DIR
  expect(found()).toBe('http://127.0.0.1:7575')
  mkdirSync(join(cwd, 'bellwether-data'))
  writeFileSync(join(cwd, 'bellwether-data', 'server.json'), '{"url":"http://127.0.0.1:5","pid":1}')
  expect(found()).toBe('http://127.0.0.1:5')
})

test('a data directory that is named has to have a server: no other one is meant', () => {
  expect(findServer({ dataDir: other }, { BELLWETHER_URL: 'http://127.0.0.1:2' }, cwd).url).toBe(
    'http://127.0.0.1:4001',
  )
  expect(() => findServer({ dataDir: '/nowhere' }, {}, cwd)).toThrow('No server runs on /nowhere')
})

test('a token comes from the environment or a file, and credentials leave the address', () => {
  const secret = join(other, 'token')
  writeFileSync(secret, 'bw_from_file\n')
  const url = 'http://me:pass%40word@127.0.0.1:1/base/'
  const place = findServer({ url }, {}, cwd)
  expect(place.url).toBe('http://127.0.0.1:1/base')
  expect(authorizationOf(place)).toBe(`Basic ${Buffer.from('me:pass@word').toString('base64')}`)
  expect(authorizationOf(findServer({ url }, { MLFLOW_TRACKING_TOKEN: 'bw_2' }, cwd))).toBe('Bearer bw_2')
  const both = { BELLWETHER_TOKEN_FILE: secret, MLFLOW_TRACKING_TOKEN: 'bw_2' }
  expect(authorizationOf(findServer({ url }, both, cwd))).toBe('Bearer bw_from_file')
  expect(() => findServer({ url }, { BELLWETHER_TOKEN_FILE: '/nowhere' }, cwd)).toThrow('BELLWETHER_TOKEN_FILE')
  expect(() => findServer({ url: 'sqlite:///x' }, {}, cwd)).toThrow('of --url must look like http://127.0.0.1:7575')
})
