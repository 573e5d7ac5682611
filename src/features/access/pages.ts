/** The pages that work without scripts: log-in, set-up and what the set-up made. */
import { plainPageHeaders } from '../../platform/http/headers.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const toText = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark]!)

const STYLE = `
:root { color-scheme: light dark }
body { font: 14px/1.5 Inter, system-ui, sans-serif; max-width: 26rem; margin: 12vh auto 0; padding: 0 16px }
h1 { font-size: 20px; font-weight: 600 }
label { display: block; margin: 16px 0 4px }
input { font: inherit; width: 100%; box-sizing: border-box; padding: 8px; border: 1px solid #888; border-radius: 6px }
button { font: inherit; margin-top: 16px; padding: 8px 16px; border: 0; border-radius: 6px; background: #4453c6; color: #fff }
code { font-family: 'JetBrains Mono', ui-monospace, monospace; overflow-wrap: anywhere }
.wrong { border-left: 4px solid #c4342d; padding-left: 12px }`

export const PAGE_HEADERS = plainPageHeaders(STYLE)

const layout = (title: string, content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Bellwether</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`

const wrong = (message: string | undefined): string =>
  message === undefined ? '' : `<p class="wrong" role="alert">${toText(message)}</p>`

export const loginPage = (basePath: string, next: string, message?: string): string =>
  layout(
    'Log in',
    `${wrong(message)}<form method="post" action="${toText(basePath)}/login">
<input type="hidden" name="next" value="${toText(next)}">
<label for="token">Access token</label>
<input id="token" name="token" type="password" placeholder="bw_…" autocomplete="current-password" required autofocus>
<button>Log in</button></form>
<p>An owner or admin of this server can make a token for you.</p>`,
  )

export const setupPage = (basePath: string, code: string, message?: string): string =>
  layout(
    'Set up this server',
    `${wrong(message)}<p>It has no owner yet. Whoever sends this form becomes its owner.</p>
<form method="post" action="${toText(basePath)}/setup">
<input type="hidden" name="code" value="${toText(code)}">
<label for="name">Name of your account</label>
<input id="name" name="name" maxlength="100" autocomplete="username" required autofocus>
<button>Become the owner</button></form>`,
  )

export const ownerPage = (basePath: string, token: string): string =>
  layout(
    'Your access token',
    `<p>Keep it safe now: it is not shown again.</p><p><code>${toText(token)}</code></p>
<p>In Python, set the environment variable <code>MLFLOW_TRACKING_TOKEN</code> to it.
In the browser, <a href="${toText(basePath)}/login">log in</a> with it.</p>`,
  )

export const messagePage = (title: string, message: string): string => layout(title, wrong(message))
