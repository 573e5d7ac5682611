/** Sends a file's bytes: to be kept or to be shown in a sandbox; conditional, whole or one range, in constant memory. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Failure } from '../../lib/failure.ts'
import { mediaOf } from '../../lib/media.ts'
import type { Range } from '../../platform/blobs.ts'
import type { Context } from '../../platform/http/mount.ts'
import { endWhenIdle } from './body.ts'
import { baseName } from './path.ts'
import type { FileService } from './service/files.ts'

/** An ASCII name for old clients, and the real one as RFC 5987 writes it. */
function disposition(how: 'attachment' | 'inline', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["%\\]/g, '_')
  if (ascii === name) return `${how}; filename="${ascii}"`
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/** The one range asked for; undefined for the whole file, which is also the answer to what is not understood. */
export function rangeOf(header: string | undefined, size: number): Range | 'unsatisfiable' | undefined {
  const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length ? { start: size - length, end: size - 1 } : 'unsatisfiable'
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  return start < size ? { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) } : 'unsatisfiable'
}

const matches = (header: string, etag: string): boolean =>
  header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)

/** To be shown, rather than kept. */
export interface Show {
  scripts: boolean
}

/**
 * What somebody uploaded is not ours: shown, it has an origin of its own, so that it reads neither cookies nor routes
 * nor the page around it; it loads nothing and sends nothing. Scripts run only where a person asked for them.
 */
function policyOf(type: string | undefined, { scripts }: Show): string {
  const isPage = type?.startsWith('text/html') ?? false
  const runs = scripts && isPage
  return [
    runs ? 'sandbox allow-scripts' : 'sandbox',
    "default-src 'none'",
    ...(isPage
      ? ['img-src data: blob:', 'media-src data: blob:', 'font-src data:', "style-src 'unsafe-inline' data: blob:"]
      : ["style-src 'unsafe-inline'"]),
    ...(runs
      ? [
          "script-src 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' data: blob:",
          'worker-src blob: data:',
          'connect-src data: blob:',
        ]
      : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ')
}

function headersOf(name: string, show: Show | undefined): Record<string, string> {
  const type = show && mediaOf(name).type
  return {
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': disposition(type ? 'inline' : 'attachment', name),
    'content-security-policy': show ? policyOf(type, show) : 'sandbox',
    ...(show && { 'cross-origin-resource-policy': 'same-origin' }),
  }
}

/** Answers GET and HEAD for the file at `path`. */
export async function sendFile(
  files: FileService,
  path: string,
  { workspace, request, reply }: Context,
  show?: Show,
): Promise<void> {
  const file = await files.get(workspace, path).catch(async (error: unknown) => {
    if (!(error instanceof Failure) || error.code !== 'RESOURCE_DOES_NOT_EXIST') throw error
    const there = await files.openElsewhere(workspace, path)
    if (!there) throw error
    await sendElsewhere(there.bytes, headersOf(baseName(path), show), reply)
    return undefined
  })
  if (!file) return
  const etag = `"${file.digest}"`
  const headers = headersOf(baseName(file.path), show)
  const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    // The path may get other bytes: ask each time, the ETag makes it cheap.
    'cache-control': 'private, no-cache',
    'content-security-policy': headers['content-security-policy']!,
  })
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) return void reply.code(304).send()
  const part = ifRange === undefined || ifRange === etag ? rangeOf(range, file.size) : undefined
  if (part === 'unsatisfiable') {
    reply.header('content-range', `bytes */${file.size}`)
    throw new Failure('RANGE_NOT_SATISFIABLE', `The file has ${file.size} bytes; the range begins behind its end.`)
  }
  const length = part ? part.end - part.start + 1 : file.size
  reply.code(part ? 206 : 200).headers({
    ...headers,
    'content-length': length,
    ...(part && { 'content-range': `bytes ${part.start}-${part.end}/${file.size}` }),
  })
  // Straight to the socket, through the blob's own buffers.
  const blob = request.method === 'HEAD' ? undefined : await files.open(workspace, file)
  endWhenIdle(request)
  try {
    reply.hijack()
    reply.raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders)
    if (blob) for await (const chunk of blob.chunks(part)) await write(reply.raw, chunk)
    reply.raw.end()
  } catch (error) {
    // The client may leave at any time; what it got so far is cut off visibly, by its length.
    request.log.debug({ err: error }, 'a download broke off')
    reply.raw.destroy()
  } finally {
    await blob?.close()
  }
}

/** What lies on another server is passed on as it comes: whole, as nobody here knows its digest. */
async function sendElsewhere(
  bytes: AsyncIterable<Uint8Array>,
  headers: Record<string, string>,
  reply: Context['reply'],
): Promise<void> {
  reply.headers({ ...headers, 'cache-control': 'private, no-store' })
  reply.hijack()
  reply.raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders)
  try {
    for await (const chunk of bytes) await write(reply.raw, chunk)
    reply.raw.end()
  } catch {
    reply.raw.destroy()
  }
}

/** Resolves when the chunk's memory may be used again. */
const write = (sink: ServerResponse, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    // Not every write that waits in a connection hears of its end.
    const onClose = (): void => reject(new Error('the client left'))
    sink.once('close', onClose)
    sink.write(chunk, (error) => {
      sink.off('close', onClose)
      if (error) reject(error)
      else resolve()
    })
  })
