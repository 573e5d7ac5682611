/** The pages that work without scripts: log-in, set-up, setting a password. */
import { plainPageHeaders } from '../../platform/http/headers.ts'
import { LEAST } from './passwords/hash.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const toText = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark]!)

const STYLE = `
:root { color-scheme: light dark }
body { font: 14px/1.5 Inter, system-ui, sans-serif; max-width: 26rem; margin: 12vh auto 0; padding: 0 16px }
h1 { font-size: 20px; font-weight: 600 }
h2 { font-size: 14px; font-weight: 600; margin-top: 32px }
label { display: block; margin: 16px 0 4px }
input { font: inherit; width: 100%; box-sizing: border-box; padding: 8px; border: 1px solid #888; border-radius: 6px }
button { font: inherit; margin-top: 16px; padding: 8px 16px; border: 0; border-radius: 6px; background: #4453c6; color: #fff }
a.button { display: block; padding: 8px 16px; border-radius: 6px; background: #4453c6; color: #fff; text-align: center; text-decoration: none }
button.quiet { background: none; color: inherit; border: 1px solid #888 }
.wrong { border-left: 4px solid #c4342d; padding-left: 12px }`

export const PAGE_HEADERS = plainPageHeaders(STYLE)

export const layout = (title: string, content: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}
<title>${title} · Bellwether</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`

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
