/** The command line's log-in over HTTP, and the page on which somebody confirms it. */
import { baseOf } from '../../../platform/http/base.ts'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { ActorOf } from '../actor.ts'
import { addressOf } from '../address.ts'
import type { Attempts } from '../attempts.ts'
import { device as contract } from '../contract/device.ts'
import { pages } from '../contract/pages.ts'
import type { Identity } from '../identity.ts'
import { onwardPage } from '../pages.ts'
import { attempt, readForm, send } from '../routes/forms.ts'
import { devicePage, donePage, type Waiting } from './pages.ts'
import { type DeviceService, readCode, showCode, wrongCode } from './service.ts'
import type { DeviceRow } from './store.ts'

interface Services {
  basePath: string
  devices: DeviceService
  identity: Identity
  attempts: Attempts
  actorOf: ActorOf
  now: () => number
}

export function deviceRoutes(http: Http, { basePath, devices, identity, attempts, actorOf, now }: Services): void {
  mount(http, contract.start, async (input, { request }) => ({
    ...(await devices.start(input, addressOf(request))),
    path: pages.device.path,
  }))
  mount(http, contract.take, ({ device_code }) => devices.take(device_code))

  const toWaiting = ({ user_code, label, address, days, created_at }: DeviceRow): Waiting => ({
    code: showCode(user_code),
    label,
    address,
    days,
    minutesAgo: Math.floor((now() - created_at.getTime()) / 60_000),
  })
  const loginOf = (base: string): string => `${base}/login?next=${encodeURIComponent(`${base}${pages.device.path}`)}`

  mountRaw(http, pages.device, async (_, { request, reply }) => {
    const base = baseOf(request, basePath)
    const who = await identity.find(request)
    if (!who) return send(reply, 200, onwardPage('Log in first', 'Then the code is asked for.', loginOf(base)))
    return send(reply, 200, devicePage(base, who.account))
  })
  mountRaw(http, pages.postDevice, async (_, context) => {
    const { request, reply } = context
    const who = await actorOf(context)
    const base = baseOf(request, basePath)
    const form = await readForm(request)
    const again = (message: string): string => devicePage(base, who.account, message)
    return attempt(request, reply, again, async () => {
      const code = readCode(form.get('code') ?? '')
      const waiting = await attempts.count({ address: addressOf(request), by: 'device' }, () => devices.find(code))
      if (!waiting) throw wrongCode()
      const answer = form.get('answer')
      if (answer !== 'allow' && answer !== 'refuse')
        return send(reply, 200, devicePage(base, who.account, undefined, toWaiting(waiting)))
      await devices.answer(who, code, answer === 'allow')
      const done = answer === 'allow' ? 'It is let in. You can close this page.' : 'It was refused.'
      return send(reply, 200, donePage(done))
    })
  })
}
