/**
 * Loaded into a process before all else: every connection, datagram or question of a name that leads off this machine is
 * written to a file and refused, so that nothing leaves while it is looked for.
 */
import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import net from 'node:net'

const FILE = process.env.OUTBOUND_LOG
/** Stands for another machine where the guard itself is tried. */
const ELSEWHERE = '127.9.9.9'
const isHere = (host) =>
  !host || (host !== ELSEWHERE && /^(localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/.test(host))

function refuse(what, host) {
  appendFileSync(FILE, `${what} ${host} by ${process.argv.slice(1, 3).join(' ')}\n`)
  return Object.assign(new Error(`nothing may leave this machine: ${what} ${host}`), { code: 'EPERM' })
}

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  // Inside of Node the arguments come as one list that is already in order.
  const [first] = Array.isArray(args[0]) ? args[0] : args
  const options = typeof first === 'object' ? first : { port: first, host: typeof args[1] === 'string' ? args[1] : '' }
  const isPath = Boolean(options.path) || (typeof first === 'string' && Number.isNaN(Number(first)))
  if (isPath || isHere(options.host)) return connect.apply(this, args)
  const error = refuse('connect', `${options.host}:${options.port}`)
  process.nextTick(() => this.destroy(error))
  return this
}

const send = dgram.Socket.prototype.send
dgram.Socket.prototype.send = function (...args) {
  const host = args.findLast((arg) => typeof arg === 'string')
  if (isHere(host)) return send.apply(this, args)
  throw refuse('send', host)
}

for (const [api, isPromise] of [
  [dns, false],
  [dns.promises, true],
])
  for (const name of Object.keys(api).filter((key) => /^(lookup|resolve|reverse)/.test(key))) {
    const ask = api[name]
    api[name] = (host, ...rest) => {
      if (isHere(host)) return ask(host, ...rest)
      const error = refuse(`dns ${name}`, host)
      if (isPromise) return Promise.reject(error)
      process.nextTick(rest.at(-1), error)
    }
  }
