/** What git knows of the code that is about to run: commit, branch, remote, and what is not committed. */
import { type Answer, ask } from './ask.ts'
import { withoutCredentials } from './secrets.ts'

export interface Code {
  commit?: string
  branch?: string
  remote?: string
  dirty?: boolean
  diff?: string
}

/** The server takes this many characters. */
export const DIFF_LIMIT = 4_000_000
const MOST_NAMES = 1_000

const firstLine = (answer: Answer | undefined): string | undefined => answer?.text.split('\n')[0]?.trim() || undefined

/** Names of files that git does not know, as comments that `git apply` passes over. */
function untrackedNote(names: string[]): string {
  if (names.length === 0) return ''
  const shown = names.slice(0, MOST_NAMES).map((name) => `###  ${name}`)
  if (names.length > MOST_NAMES) shown.push(`###  and ${names.length - MOST_NAMES} more`)
  return `### Untracked files, known by name only:\n${shown.join('\n')}\n`
}

/** The diff as git prints it, what is untracked behind it, and a note where it had to be cut. */
export function toDiff({ text, cut }: Answer, untracked: string[], limit = DIFF_LIMIT): string {
  const names = untrackedNote(untracked)
  // No database stores NUL as text.
  const clean = text.replaceAll('\0', '\ufffd')
  const room = limit - names.length
  if (!cut && clean.length <= room) return clean + names
  const said = `\n### The diff is longer than ${limit.toLocaleString('en')} characters: the rest is left out.\n`
  return `${clean.slice(0, room - said.length).toWellFormed()}${said}${names}`
}

/** Every part that git cannot tell is left out. */
export async function askGit(cwd: string, signal: AbortSignal): Promise<Code> {
  // A person's settings must not change what is captured, nor may git wait for a lock or a password.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
  const git = (args: string[], most?: number) =>
    ask('git', ['-c', 'core.quotePath=false', ...args], { cwd, signal, env, ...(most !== undefined && { most }) })
  const diffFlags = [
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-relative',
    '--src-prefix=a/',
    '--dst-prefix=b/',
  ]
  const [commit, branch, remotes, changes, others] = await Promise.all([
    git(['rev-parse', '--verify', 'HEAD']),
    git(['symbolic-ref', '--short', '--quiet', 'HEAD']),
    git(['remote']),
    git(['diff', ...diffFlags, 'HEAD'], DIFF_LIMIT),
    git(['ls-files', '--others', '--exclude-standard', '--full-name', '-z', ':/'], 1 << 22),
  ])
  const names = remotes?.text.split('\n').filter(Boolean) ?? []
  const remote = names.includes('origin') ? 'origin' : names[0]
  const address = remote && firstLine(await git(['remote', 'get-url', remote]))
  const untracked = others?.text.split('\0').filter(Boolean)
  const isDirty = changes?.text || untracked?.length ? true : changes && untracked ? false : undefined
  return {
    commit: firstLine(commit),
    branch: firstLine(branch),
    remote: address && withoutCredentials(address),
    dirty: commit && isDirty,
    diff: changes && toDiff(changes, untracked ?? []),
  }
}
