/** What the pages without scripts share: plain forms in, pages and redirections out, a cookie that scripts cannot read. */
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Failure, invalid } from '../../../lib/failure.ts'
import { PAGE_HEADERS } from '../pages.ts'
import { COOKIE } from '../secrets.ts'

const MAX_FORM_BYTES = 8_192
const tooLarge = (): Failure => new Failure('REQUEST_TOO_LARGE', `A form has at most ${MAX_FORM_BYTES} bytes.`)

export async function readForm(request: FastifyRequest): Promise<URLSearchParams> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FORM_BYTES) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as Readable) {
    size += (chunk as Buffer).length
    if (size > MAX_FORM_BYTES) throw tooLarge()
    chunks.push(chunk as Buffer)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

/** A new password, typed twice. */
export function newPasswordIn(form: URLSearchParams): string {
  const password = form.get('password') ?? ''
  if (password !== (form.get('again') ?? ''))
    throw invalid("'password' and 'again' differ. Type the same password twice.")
  return password
}

export const send = (reply: FastifyReply, status: number, html: string): FastifyReply =>
  reply.code(status).headers(PAGE_HEADERS).header('cache-control', 'no-store').send(html)

export const goTo = (reply: FastifyReply, location: string): FastifyReply =>
  reply.code(303).header('location', location).header('cache-control', 'no-store').send('')

/** Only a path of this server: what a browser would read as another host, however written, leads home. */
export function localPath(next: string, home: string): string {
  const url = next.startsWith('/') ? URL.parse(next, 'http://here.invalid') : null
  if (url?.host !== 'here.invalid' || url.pathname.startsWith('//')) return home
  return url.pathname + url.search + url.hash
}

/** Runs what a form asks for; people get a page that says what is wrong, programs the failure itself. */
export async function attempt(
  request: FastifyRequest,
  reply: FastifyReply,
  page: (message: string) => string,
  act: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Failure) || !String(request.headers.accept).includes('text/html')) throw error
    return send(reply, error.status, page(error.message))
  }
}

/** Whether the browser speaks https, to us or to a proxy. */
export const isEncrypted = ({ headers, protocol }: FastifyRequest): boolean =>
  String(headers['x-forwarded-proto']).startsWith('https') || protocol === 'https'

export function cookieOf(request: FastifyRequest, basePath: string, value: string, seconds: number): string {
  const secure = isEncrypted(request) ? '; Secure' : ''
  const path = basePath || '/'
  return `${COOKIE}=${value}; HttpOnly; SameSite=Strict; Path=${path}; Max-Age=${seconds}${secure}`
}
