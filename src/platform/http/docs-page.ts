/** The API as one readable page, made from the mounted routes; no script. */
import type { Route } from '../../lib/contract.ts'
import { plainPageHeaders } from './headers.ts'

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

interface Field {
  type?: string
  format?: string
  items?: Field
  anyOf?: { const?: string; type?: string }[]
  description?: string
}

const typeOf = (field: Field): string =>
  field.anyOf
    ? field.anyOf.map((option) => option.const ?? option.type ?? '').join(' | ')
    : field.type === 'array'
      ? `list of ${typeOf(field.items ?? {})}`
      : (field.format ?? field.type ?? 'any')

function fieldsOf(route: Route): string {
  const { properties = {}, required = [] } = route.input as { properties?: Record<string, Field>; required?: string[] }
  const rows = Object.entries(properties).map(
    ([name, field]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(typeOf(field))}${required.includes(name) ? ', required' : ''}</td><td>${escapeHtml(field.description ?? '')}</td></tr>`,
  )
  return rows.length ? `<table>${rows.join('')}</table>` : '<p class="none">No parameters.</p>'
}

const STYLE = `body{font:14px/1.5 Inter,system-ui,sans-serif;max-width:960px;margin:32px auto;padding:0 16px;color:#191d24;background:#fff}
h1{font-size:20px}h2{font-size:16px;margin-top:32px;text-transform:capitalize}details{border-bottom:1px solid #e2e5ea;padding:6px 0}
summary{cursor:pointer}summary b{display:inline-block;width:64px;font:12px ui-monospace,monospace;color:#4150d6}code{font:12px ui-monospace,monospace;overflow-wrap:anywhere}
summary span{color:#4d5664}table{border-collapse:collapse;margin:8px 0 8px 64px}td{padding:2px 12px 2px 0;vertical-align:top}.none{margin:8px 0 8px 64px;color:#4d5664}
@media(prefers-color-scheme:dark){body{background:#0f1217;color:#e9ecf1}details{border-color:#272d37}summary b{color:#97a2ff}summary span,.none{color:#b3bbc7}a{color:#97a2ff}}`

export const DOCS_HEADERS = plainPageHeaders(STYLE)

/** Returns a complete HTML document. */
export function docsPage(routes: Route[], version: string): string {
  const groups = Map.groupBy(routes, (route) => route.id.split('.')[0]!)
  const sections = [...groups].map(
    ([name, list]) =>
      `<h2>${escapeHtml(name)}</h2>${list
        .map(
          (route) =>
            `<details id="${escapeHtml(route.id)}"><summary><b>${route.method}</b><code>${escapeHtml(route.path)}</code> <span>${escapeHtml(route.summary)} (${route.policy})</span></summary>${fieldsOf(route)}</details>`,
        )
        .join('')}`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bellwether API</title><style>${STYLE}</style>
<h1>Bellwether API ${escapeHtml(version)}</h1><p>The machine-readable form is <a href="../api/openapi.json">openapi.json</a>. Send a token as <code>Authorization: Bearer bw_…</code> where the server asks for one.</p>${sections.join('')}</html>`
}
