/** `bellwether login` and `logout`: a token for this machine, allowed with a browser, kept for this user alone. */
import { hostname, userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { device } from '../features/access/contract/device.ts'
import { MAX_DAYS, tokens } from '../features/access/contract/tokens.ts'
import type { Reply } from '../lib/contract.ts'
import { type Client, createClient } from './client.ts'
import { findAddress, type ServerOptions, withServer } from './find-server.ts'
import { findLogIn, forgetLogIn, type KeptLogIn, keepLogIn, serverOf } from './kept-log-ins.ts'
import { integer } from './options.ts'
import { note, print, printJson, Refused } from './output.ts'

type Started = Reply<typeof device.start>

/** The server as such: who one is belongs to no workspace. */
function strangerAt(options: ServerOptions, token?: string): Client {
  const place = findAddress(options)
  return createClient({ url: serverOf(place.url), from: place.from, ...(token !== undefined && { token }) })
}

async function wait(client: Client, { device_code, expires_at, interval_seconds }: Started) {
  while (Date.now() < Number(expires_at)) {
    await sleep(interval_seconds * 1_000)
    const { state, token, id, account, expires_at: until } = await client.call(device.take, { device_code })
    if (state === 'refused') throw new Refused('PERMISSION_DENIED', 403, 'The log-in was refused on the page.')
    if (state === 'allowed')
      return { token: token!, id: id!, account: account!, ...(until && { expires_at: Number(until) }) }
  }
  throw new Refused('RESOURCE_DOES_NOT_EXIST', 404, 'Nobody confirmed the log-in in time. Begin it again.')
}

/** What went wrong, if anything did. Whoever has no access any more needs none to be told. */
const revoke = (options: ServerOptions, { token, id }: KeptLogIn): Promise<Error | undefined> =>
  strangerAt(options, token)
    .call(tokens.revoke, { id })
    .then(
      () => undefined,
      (error: Error) => (error instanceof Refused && error.status === 401 ? undefined : error),
    )

async function login({ days, ...options }: ServerOptions & { days?: number }): Promise<void> {
  const client = strangerAt(options)
  const label = `bw of ${userInfo().username} on ${hostname()}`.slice(0, 100)
  const started = await client.call(device.start, { label, ...(days !== undefined && { days }) })
  note(`open ${client.url}${started.path} and type the code ${started.user_code}. It is valid for ten minutes.`)
  const logIn = await wait(client, started)
  const before = findLogIn(client.url)
  const path = keepLogIn(client.url, logIn)
  if (before) await revoke(options, before)
  const { token: _, ...told } = logIn
  if (options.json) return printJson({ ...told, url: client.url, file: path })
  const until = logIn.expires_at ? `, until ${new Date(logIn.expires_at).toISOString().slice(0, 10)}` : ''
  print(`Logged in at ${client.url} as ${logIn.account}${until}. The token is kept in ${path}.`)
}

async function logout(options: ServerOptions): Promise<void> {
  const { url } = strangerAt(options)
  const logIn = forgetLogIn(url)
  if (!logIn) {
    if (options.json) return printJson({ url, forgotten: false, revoked: false })
    return print(`No log-in at ${url} is kept here.`)
  }
  const problem = await revoke(options, logIn)
  if (options.json) printJson({ url, forgotten: true, revoked: !problem })
  else if (!problem) print(`Logged out at ${url}. The token is withdrawn.`)
  if (problem) {
    note(`the token is forgotten here, but not withdrawn: ${problem.message} Withdraw it on the page of your account.`)
    process.exitCode = 1
  }
}

export function addLogin(program: Command): void {
  const command = program.command('login').description('log in with a browser, and keep a token for this user')
  withServer(command.option('--days <n>', 'how long the token lasts (default 30)', integer(1, MAX_DAYS))).action(login)
}

export function addLogout(program: Command): void {
  withServer(program.command('logout').description('withdraw the token that "login" kept, and forget it')).action(
    logout,
  )
}
