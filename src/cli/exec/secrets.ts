/** Keeps credentials out of what is stored about a run. */

/**
 * A remote's address without user, password and query. `git@host:path` and `ssh://git@host` keep their user:
 * it is no secret, and without it the address leads nowhere.
 */
export function withoutCredentials(address: string): string {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(address) ?? []
  if (scheme === undefined || rest === undefined) return address
  const end = rest.search(/[/?#]/)
  const authority = end < 0 ? rest : rest.slice(0, end)
  const path = end < 0 ? '' : rest.slice(end)
  const at = authority.lastIndexOf('@')
  const host = authority.slice(at + 1)
  const user = at < 0 ? '' : authority.slice(0, at).split(':')[0]!
  const isSsh = /^(git\+)?ssh$/i.test(scheme)
  return `${scheme}://${isSsh && user ? `${user}@` : ''}${host}${isSsh ? path : path.replace(/[?#].*$/s, '')}`
}

const SECRET_FLAG = /^--?(?:.*[-_])?(?:token|password|passwd|secret|api[-_]?key|access[-_]?key)$/i
const HIDDEN = '***'

/** A command's arguments with the values of flags such as --api-key, and credentials in addresses, replaced. */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    const before = args[i - 1]
    if (i > 1 && before !== undefined && SECRET_FLAG.test(before) && !arg.startsWith('-')) return HIDDEN
    const [, flag] = /^([^=]*)=/s.exec(arg) ?? []
    if (flag !== undefined && SECRET_FLAG.test(flag.startsWith('-') ? flag : `--${flag}`)) return `${flag}=${HIDDEN}`
    return arg.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, `$1${HIDDEN}@`)
  })
}

/** One line that a shell would read as the same arguments. */
export const toCommandLine = (args: readonly string[]): string =>
  args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(' ')
