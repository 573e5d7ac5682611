/** `bellwether completion`: scripts that complete commands and flags in a shell, made from the commands themselves. */
import { Argument, type Command } from 'commander'
import { print } from './output.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

interface Entry {
  /** The words before, such as "runs diff"; empty at the beginning. */
  path: string
  words: { word: string; about: string }[]
}

const visible = (command: Command): Command[] => command.createHelp().visibleCommands(command)

/** What may follow each command: its own commands, and its flags. */
export function entriesOf(command: Command, path: string[] = []): Entry[] {
  const children = visible(command)
  const flags = command.createHelp().visibleOptions(command)
  const words = [
    ...children.map((child) => ({ word: child.name(), about: child.description() })),
    ...flags.flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : [])),
  ]
  const below = children.filter((child) => child.name() !== 'help')
  return [{ path: path.join(' '), words }, ...below.flatMap((child) => entriesOf(child, [...path, child.name()]))]
}

const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
const list = ({ words }: Entry): string => words.map(({ word }) => word).join(' ')

/** The words before the cursor that are no flags say which command it is; the longest known beginning counts. */
const bash = (entries: Entry[]): string => `# bellwether completion for bash: add to ~/.bashrc
#   eval "$(bellwether completion bash)"
_bellwether() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word i words
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ $word == -- ]] && { COMPREPLY=($(compgen -A file -- "$current")); return; }
    case "$path\${path:+ }$word" in
${entries
  .filter(({ path }) => path)
  .map(({ path }) => `      ${single(path)}) path=${single(path)} ;;`)
  .join('\n')}
    esac
  done
  case "$path" in
${entries.map((entry) => `    ${single(entry.path)}) words=${single(list(entry))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -A file -- "$current"))
}
complete -F _bellwether bellwether bw`

const zsh = (entries: Entry[]): string => `#compdef bellwether bw
# bellwether completion for zsh: add to ~/.zshrc, below compinit
#   eval "$(bellwether completion zsh)"
_bellwether() {
  local where="" word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$where\${where:+ }$word" in
${entries
  .filter(({ path }) => path)
  .map(({ path }) => `      ${single(path)}) where=${single(path)} ;;`)
  .join('\n')}
    esac
  done
  case "$where" in
${entries
  .map(
    ({ path, words }) =>
      `    ${single(path)}) found=(${words.map(({ word, about }) => single(`${word}:${about.replaceAll(':', '\\:')}`)).join(' ')}) ;;`,
  )
  .join('\n')}
  esac
  _describe 'bellwether' found || _files
}
compdef _bellwether bellwether bw`

function fish(entries: Entry[]): string {
  const lines = entries.flatMap(({ path, words }) =>
    words.map(({ word, about }) => {
      const flag = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${single(word)}`
      return `complete -c $program -n '__bellwether_at ${JSON.stringify(path)}' ${flag} -d ${single(about.replaceAll('\n', ' '))}`
    }),
  )
  const known = entries.flatMap(({ path }) => (path ? [single(path)] : [])).join(' ')
  return `# bellwether completion for fish: save as ~/.config/fish/completions/bellwether.fish
function __bellwether_at
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim -- "$path $word")
    contains -- $longer ${known}; and set path $longer
  end
  test "$path" = "$argv[1]"
end
for program in bellwether bw
${lines.map((line) => `  ${line}`).join('\n')}
end`
}

const WRITE: Record<Shell, (entries: Entry[]) => string> = { bash, zsh, fish }

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands and flags in a shell')
    .addArgument(new Argument('<shell>', 'the shell to complete in').choices(SHELLS))
    .addHelpText('after', '\nExample: eval "$(bellwether completion bash)"')
    .action((shell: Shell) => print(WRITE[shell](entriesOf(program))))
}
