/** How the page speaks of webhooks. */
import { counted } from '../../format/numbers.ts'
import type { Delivery, Webhook } from './asks.ts'

export const TITLE = 'Webhooks'

export function answer(all: Webhook[]): string {
  if (all.length === 0) return 'No other program is told of what happens here.'
  const active = all.filter(({ stopped }) => stopped === null)
  const bad = active.filter(({ last }) => last?.error)
  const told = `${counted(active.length, 'program is', 'programs are')} told of what happens here`
  const stopped = all.length - active.length
  const rest = stopped ? ` ${counted(stopped, 'webhook is', 'webhooks are')} stopped.` : ''
  if (active.length === 0)
    return `${counted(stopped, 'webhook is', 'webhooks are')} stopped: nobody is told of anything.`
  if (bad.length === 0) return `${told}, and received what was sent last.${rest}`
  return `${told}; ${bad.map(({ name }) => name).join(', ')} did not receive what was sent last.${rest}`
}

interface State {
  shape: string
  tone: 'good' | 'warn' | 'bad' | 'none'
  word: string
}

export function stateOf({ stopped, last }: Webhook): State {
  if (stopped !== null) return { shape: '■', tone: 'none', word: 'stopped' }
  if (!last) return { shape: '○', tone: 'none', word: 'nothing sent yet' }
  if (last.error === null) return { shape: '●', tone: 'good', word: 'received' }
  return last.state === 'failed'
    ? { shape: '■', tone: 'bad', word: 'given up' }
    : { shape: '▲', tone: 'warn', word: 'not received' }
}

export const DELIVERY: Record<Delivery['state'], string> = {
  waiting: 'waits',
  done: 'received',
  failed: 'given up',
}

export const pythonOf = (secret: string): string =>
  `from standardwebhooks import Webhook  # pip install standardwebhooks

event = Webhook("${secret}").verify(request.body, request.headers)  # raises if it is not from here
print(event["type"], event["subject"])  # bellwether.run.finished.v1 run/4b8c…`
