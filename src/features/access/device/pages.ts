/** The page on which somebody lets a command line in. */
import { layout, toText, wrong } from '../pages.ts'

const TITLE = 'Let a command line in'

/** A command line that waits to be let in. */
export interface Waiting {
  code: string
  label: string
  address: string
  days: number
  minutesAgo: number
}

/** First the code is asked for, then what waits with it is shown: whoever was sent here by somebody else can tell. */
export const devicePage = (basePath: string, account: string, message?: string, waiting?: Waiting): string => {
  const begin = `${wrong(message)}<p>You are logged in as <strong>${toText(account)}</strong>.</p>
<form method="post" action="${toText(basePath)}/device">`
  if (!waiting)
    return layout(
      TITLE,
      `${begin}
<label for="code">The code that it shows</label>
<input id="code" name="code" maxlength="20" placeholder="XXXX-XXXX" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus>
<button>Go on</button></form>`,
    )
  const { code, label, address, days, minutesAgo } = waiting
  return layout(
    TITLE,
    `${begin}
<input type="hidden" name="code" value="${toText(code)}">
<p><strong>${toText(label)}</strong> asks for a token that does all that you may, for ${days} ${days === 1 ? 'day' : 'days'}. It asked ${minutesAgo ? `${minutesAgo} min` : 'less than a minute'} ago, from ${toText(address)}.</p>
<p class="wrong">Only if you have just typed <code>bw login</code> yourself. Somebody who sent you this code would get into your account.</p>
<button name="answer" value="allow">Let it in</button>
<button name="answer" value="refuse" class="quiet">Refuse</button></form>`,
  )
}

export const donePage = (message: string): string => layout(TITLE, `<p role="status">${toText(message)}</p>`)
