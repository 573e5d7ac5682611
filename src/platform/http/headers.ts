/** What replies say to browsers: what every one says, and what pages say besides. */
import { createHash } from 'node:crypto'

/** Of every reply. */
export const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'serial', 'usb']
  .map((name) => `${name}=()`)
  .join(', ')

const ofPage = (policy: string[]): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy.join('; '),
  'permissions-policy': PERMISSIONS,
  'x-frame-options': 'DENY',
})

/**
 * Of the app: scripts come from files of this server only, none stands in a page, none is made of text. Styles may stand
 * in a page, because charts write theirs there.
 */
export const APP_HEADERS = ofPage([
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
])

/** Of a page without scripts, with this one style; its forms go to this server. */
export const plainPageHeaders = (style: string): Record<string, string> =>
  ofPage([
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ])
