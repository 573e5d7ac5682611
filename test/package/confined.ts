/**
 * Runs a command as a container would: as an account without a home, a name for files or any power, in an environment of
 * its own, on a file system of which it can write nothing but its data. Linux, as root.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync } from 'node:fs'

const NOBODY = 65_534

/** Whether this machine can give a process a file system of its own. */
export const canConfine =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'true']).status === 0 &&
  spawnSync('setpriv', ['--version']).status === 0

const SCRIPT = `set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -o remount,ro,bind /
cd "$1"
shift
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- env -i "$@"`

/** `data` is made, and belongs to the account. */
export function confined(data: string, command: string[], env: Record<string, string>): ChildProcess {
  mkdirSync(data, { recursive: true })
  chownSync(data, NOBODY, NOBODY)
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  // Each step takes the place of the one before: the process is the command's own.
  return spawn('unshare', ['--mount', 'sh', '-c', SCRIPT, 'sh', data, ...settings, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
