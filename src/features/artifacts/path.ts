/** Artifact paths: relative, '/' between segments, any Unicode, and no way out of the folder they start in. */
import { invalid } from '../../lib/failure.ts'

export const MAX_PATH_BYTES = 4096
export const MAX_SEGMENT_BYTES = 1024

const refuse = (path: string, reason: string): Error => {
  const shown = path.length > 120 ? `${path.slice(0, 117)}…` : path
  return invalid(`Invalid path '${shown}': ${reason}. Send a relative path with '/' between its segments.`)
}

/** What somebody who decodes once more would see; only ASCII matters here, malformed escapes stay as they are. */
const decodedOnce = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function faultOf(path: string): string | undefined {
  if (path.includes('\0')) return 'it contains NUL'
  if (path.includes('\\')) return 'it contains a backslash'
  // The client reads what follows as a URL's fragment: one such name would make its whole folder unreadable.
  if (path.includes('#')) return "it contains '#', which MLflow's clients cannot read back"
  if (path.startsWith('/')) return 'it is absolute'
  // C0 and C1 begin only overlong forms of ASCII, which lax decoders accept.
  if (/%c[01]/i.test(path)) return 'it contains an overlong encoding'
  for (const segment of path.split('/')) {
    if (segment === '') return 'it has an empty segment'
    // Windows drops dots and spaces at the end of a name: '.. ' is '..' there.
    if (/^[. ]*\.[. ]*$/.test(segment)) return `the segment '${segment}' is made of dots`
    if (/^[a-z]:/i.test(segment)) return 'it names a drive'
    if (/^file:/i.test(segment)) return 'it is a file: URI'
  }
  return undefined
}

/** Returns `path` itself if it is safe in every form that decoding it again would bring out; else throws. */
export function toPath(path: string): string {
  const bytes = Buffer.byteLength(path)
  if (bytes > MAX_PATH_BYTES) throw refuse(path, `it is ${bytes} bytes long, at most ${MAX_PATH_BYTES} are allowed`)
  for (const segment of path.split('/'))
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)
      throw refuse(path, `a segment is longer than ${MAX_SEGMENT_BYTES} bytes`)
  for (let form = path, last = ''; form !== last; ) {
    const fault = faultOf(form)
    if (fault) throw refuse(path, fault)
    last = form
    form = decodedOnce(form)
  }
  return path
}

/** A folder: '' is the root, and a slash at the end does not matter. */
export const toFolder = (path: string | undefined): string => (path ? toPath(path.replace(/(?<=[^/])\/+$/, '')) : '')

/** What a program may write for a folder of a run: './' and more than one slash do not matter, as in a file system. */
export const toPlain = (path = ''): string =>
  path.startsWith('/')
    ? path
    : path
        .split('/')
        .filter((name) => name !== '' && name !== '.')
        .join('/')

export const join = (folder: string, path: string): string => (folder && path ? `${folder}/${path}` : folder || path)

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * The folder in which the proxy keeps what lies under an artifact URI.
 * Throws for other stores: clients talk to those themselves.
 */
export function toRoot(uri: string): string {
  const [, path] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/s.exec(uri) ?? []
  if (path === undefined)
    throw invalid(
      `These artifacts are at '${uri}', a store that this server does not serve. Use a client that talks to that store itself.`,
    )
  return toFolder(decode(path))
}

/** Clients send a URI's path as a URL, which is decoded on arrival. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
