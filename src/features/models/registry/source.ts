/** What may be registered as a version: which URIs, and what must stand in the request beside them. */
import { posix } from 'node:path'
import { invalid } from '../../../lib/failure.ts'
import { checkGiven, checkLength } from '../../../lib/keys.ts'
import { LIMITS } from './limits.ts'

/** Prompts are kept in tags: their source says only that they are prompts. */
const PROMPT_SOURCES = ['prompt-template', 'dummy-source']

const show = (source: string): string => (source.length > 200 ? `${source.slice(0, 197)}…` : source)

export const wrongSource = (source: string, reason: string) =>
  invalid(`Invalid value '${show(source)}' for parameter 'source': ${reason}`)

export const checkSource = (source: string): string =>
  checkLength(checkGiven(source, 'source'), 'source', LIMITS.source)

export function checkPromptSource(source: string): string {
  if (PROMPT_SOURCES.includes(source)) return source
  throw wrongSource(source, `the source of a prompt must be ${PROMPT_SOURCES.join(' or ')}.`)
}

export const schemeOf = (source: string): string => /^([a-z][a-z0-9+.-]*):/i.exec(source)?.[1]?.toLowerCase() ?? ''

const decodedOnce = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Every form that decoding it again would bring out, down to the last. */
function decoded(text: string): string {
  for (let last = ''; last !== text; ) [last, text] = [text, decodedOnce(text)]
  return text
}

interface Parts {
  scheme: string
  host: string
  path: string
}

function split(uri: string): Parts {
  const [, scheme = '', host = '', path = ''] = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/is.exec(uri) ?? []
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), path }
}

export const isLocal = (source: string): boolean => ['', 'file'].includes(schemeOf(source))

/** `http://server/api/2.0/mlflow-artifacts/artifacts/…` is what clients make of `mlflow-artifacts:/…`. */
export const isOurs = (source: string): boolean =>
  schemeOf(source) === 'mlflow-artifacts' ||
  (/^https?$/.test(schemeOf(source)) && decoded(source).includes('/api/2.0/mlflow-artifacts/artifacts/'))

/** No way out of the folder that it names, in any form that somebody may read it in. */
export function checkWhole(source: string): void {
  const whole = decoded(source)
  const path = split(whole).path.split(';')[0]!.replace(/\/+$/, '').replace(/\/+/g, '/')
  const parts = whole.split('/')
  if (!path.startsWith('/') || path.includes('\0') || parts.includes('..') || path.split('/').includes('.'))
    throw wrongSource(source, "it must hold an absolute path without '.' and '..'.")
}

const partsOf = (path: string): string[] =>
  path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)

/** Whether one artifact URI is another or lies below it. */
export function isWithin(source: string, root: string): boolean {
  const [a, b] = [split(source), split(root)]
  const [inner, outer] = [partsOf(a.path), partsOf(b.path)]
  return a.scheme === b.scheme && a.host === b.host && outer.length > 0 && outer.every((part, i) => part === inner[i])
}

/** The same of paths on somebody's disk. */
export function isLocallyWithin(source: string, root: string): boolean {
  if (!isLocal(root)) return false
  const plain = (uri: string) => posix.resolve('/', decoded(split(uri).path))
  const [inner, outer] = [plain(source), plain(root)]
  return inner === outer || inner.startsWith(`${outer.replace(/\/$/, '')}/`)
}

export type ModelUri =
  | { kind: 'logged'; modelId: string }
  | { kind: 'version'; name: string; version: string }
  | { kind: 'alias'; name: string; alias: string }
  | { kind: 'stage'; name: string; stage: string }
  | { kind: 'latest'; name: string }

/** Reads models:/m-…, models:/name/3, models:/name/Production, models:/name/latest and models:/name@alias. */
export function parseModelUri(uri: string): ModelUri {
  const wrong = () =>
    wrongSource(uri, 'it must read models:/m-…, models:/name/version, models:/name/stage or models:/name@alias.')
  const { host, path } = split(uri)
  const parts = path.replace(/^\/+/, '').split('/')
  const [name = '', suffix] = parts
  if (host || !path.startsWith('/') || parts.length > 2 || name.trim() === '') throw wrong()
  if (suffix === undefined) {
    const at = name.lastIndexOf('@')
    if (at < 0) return { kind: 'logged', modelId: name }
    if (name.slice(at + 1).trim() === '') throw wrong()
    return { kind: 'alias', name: name.slice(0, at), alias: name.slice(at + 1) }
  }
  if (suffix.trim() === '') throw wrong()
  if (/^\d+$/.test(suffix)) return { kind: 'version', name, version: suffix }
  return suffix.toLowerCase() === 'latest' ? { kind: 'latest', name } : { kind: 'stage', name, stage: suffix }
}

/** runs:/ID/path; without a path it stands for all files of the run. */
export function parseRunUri(uri: string): { runId: string; path: string } {
  const { host, path } = split(uri)
  const [, runId, inside] = /^\/+([^/]+)(?:\/+(.*))?$/s.exec(path) ?? []
  if (host || !runId) throw wrongSource(uri, 'it must read runs:/RUN_ID/path.')
  return { runId, path: inside ?? '' }
}
