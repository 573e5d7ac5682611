/** The pages that work without scripts: log-in, set-up, setting a password. */
import { plainPageHeaders } from '../../platform/http/headers.ts'
import { LEAST } from './passwords/hash.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const toText = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark]!)

/** The colours are those of the other pages. */
const STYLE = `
:root { color-scheme: light dark; --bg: #fff; --text: #191d24; --low: #4d5664; --input: #868f9c; --accent: #4150d6; --on: #fff; --bad: #a5241d }
@media (prefers-color-scheme: dark) { :root { --bg: #0f1217; --text: #e9ecf1; --low: #b3bbc7; --input: #6d7786; --accent: #97a2ff; --on: #10131c; --bad: #ff9d95 } }
body { font: 14px/1.5 Inter, system-ui, sans-serif; background: var(--bg); color: var(--text); max-width: 24rem; margin: 10vh auto 0; padding: 0 16px 32px }
header { display: flex; align-items: center; gap: 8px; margin-bottom: 32px; font-size: 15px; font-weight: 650 }
svg { color: var(--accent) }
h1 { font-size: 20px; font-weight: 620; margin: 0 }
h2 { font-size: 13px; font-weight: 620; margin: 36px 0 0; color: var(--low) }
p { color: var(--low) }
strong { color: var(--text) }
label { display: block; margin: 16px 0 4px; font-size: 12px; font-weight: 550; color: var(--low) }
input { font: inherit; width: 100%; box-sizing: border-box; height: 36px; padding: 0 10px; background: none; color: inherit; border: 1px solid var(--input); border-radius: 6px }
button { font: inherit; font-weight: 550; margin-top: 16px; height: 36px; padding: 0 16px; border: 1px solid var(--accent); border-radius: 6px; background: var(--accent); color: var(--on); cursor: pointer }
a.button { display: block; padding: 8px 16px; border-radius: 6px; background: var(--accent); color: var(--on); font-weight: 550; text-align: center; text-decoration: none }
button.quiet { background: none; color: inherit; border-color: var(--input) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.wrong { border-left: 4px solid var(--bad); padding-left: 12px; color: var(--bad) }`

const BELL =
  '<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M3 13c1.6-.8 2-2.4 2-5a4 4 0 0 1 8 0c0 2.6.4 4.2 2 5z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/><circle cx="9" cy="15.3" r="1.4" fill="currentColor"/></svg>'

export const PAGE_HEADERS = plainPageHeaders(STYLE)

export const layout = (title: string, content: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}
<title>${title} · Bellwether</title><style>${STYLE}</style></head><body><header>${BELL}Bellwether</header><main><h1>${title}</h1>${content}</main></body></html>`

export const wrong = (message: string | undefined): string =>
  message === undefined ? '' : `<p class="wrong" role="alert">${toText(message)}</p>`

const password = (id: string, label: string, autocomplete: 'current-password' | 'new-password'): string =>
  `<label for="${id}">${label}</label>
<input id="${id}" name="${id}" type="password" maxlength="1000" autocomplete="${autocomplete}" required>`

const NEW = `${password('password', `New password, at least ${LEAST} characters`, 'new-password')}
${password('again', 'The same again', 'new-password')}`

const otherLink = (basePath: string, next: string, { label, path }: OtherLogin): string =>
  `<p><a class="button" href="${toText(`${basePath}${path}?${new URLSearchParams({ next })}`)}">${toText(label)}</a></p>
<h2>Or with a name and a password</h2>
`

/** Another way in than those of the page. */
export interface OtherLogin {
  label: string
  path: string
}

export const loginPage = (basePath: string, next: string, message?: string, other?: OtherLogin): string => {
  const begin = `<form method="post" action="${toText(basePath)}/login">
<input type="hidden" name="next" value="${toText(next)}">`
  return layout(
    'Log in',
    `${wrong(message)}${other ? otherLink(basePath, next, other) : ''}${begin}
<label for="name">Name</label>
<input id="name" name="name" maxlength="100" autocomplete="username" required autofocus>
${password('password', 'Password', 'current-password')}
<button>Log in</button></form>
<h2>Or with an access token</h2>
${begin}
<label for="token">Access token</label>
<input id="token" name="token" type="password" placeholder="bw_…" autocomplete="off" required>
<button class="quiet">Log in with the token</button></form>
<p>An owner of this server can send you a link for setting a password.</p>`,
  )
}

export const passwordPage = (basePath: string, code: string, account: string, message?: string): string =>
  layout(
    'Set your password',
    `${wrong(message)}<p>For the account <strong>${toText(account)}</strong>. Nobody else learns it.</p>
<form method="post" action="${toText(basePath)}/password">
<input type="hidden" name="code" value="${toText(code)}">
<input type="hidden" name="name" value="${toText(account)}" autocomplete="username">
${NEW}
<button>Set the password and log in</button></form>`,
  )

export const setupPage = (basePath: string, code: string, message?: string): string =>
  layout(
    'Set up this server',
    `${wrong(message)}<p>It has no owner yet. Whoever sends this form becomes its owner.</p>
<form method="post" action="${toText(basePath)}/setup">
<input type="hidden" name="code" value="${toText(code)}">
<label for="name">Name of your account</label>
<input id="name" name="name" maxlength="100" autocomplete="username" required autofocus>
${NEW}
<button>Become the owner</button></form>`,
  )

/** A page that goes on by itself: unlike a redirection it begins here, so that cookies for this site alone come along. */
export const onwardPage = (title: string, message: string, to: string): string =>
  layout(
    title,
    `<p>${toText(message)}</p><p><a href="${toText(to)}">Go on</a></p>`,
    `<meta http-equiv="refresh" content="0;url=${toText(to)}">`,
  )

export const messagePage = (title: string, message: string): string => layout(title, wrong(message))
