/** What the palette can do without asking the server: go to pages, do things. */
import { setTheme, THEMES } from '../../theme.ts'
import type { Entry } from '../places.ts'

export interface Command {
  /** Unique among all. */
  id: string
  group: string
  title: string
  note?: string
  /** Words that find it beside its title. */
  words?: string
  /** A page of the app… */
  to?: string
  /** …or something that happens. */
  act?: () => void
}

export interface Doings {
  entries: Entry[]
  showKeys: () => void
}

export function commandsOf({ entries, showKeys }: Doings): Command[] {
  return [
    ...entries.map(({ label, to, key, words }) => ({
      id: `go ${to}`,
      group: 'Go to',
      title: label,
      note: `g ${key}`,
      to,
      ...(words !== undefined && { words }),
    })),
    {
      id: 'role',
      group: 'Do',
      title: 'Choose what you answer for',
      words: 'role first page order',
      to: '/?step=role',
    },
    {
      id: 'connect',
      group: 'Do',
      title: 'Connect my code',
      words: 'mlflow python snippet first run tracking uri',
      to: '/?step=doors',
    },
    ...(entries.some(({ to }) => to === '/transfer')
      ? [
          {
            id: 'move in',
            group: 'Do',
            title: 'Move in from another MLflow',
            words: 'import migrate copy server database folder',
            to: '/transfer?new=move',
          },
          {
            id: 'follow',
            group: 'Do',
            title: 'Follow an MLflow server',
            words: 'mirror keep stay',
            to: '/transfer?new=follow',
          },
        ]
      : []),
    {
      id: 'prompts',
      group: 'Go to',
      title: 'Prompts',
      words: 'registry models texts templates',
      to: '/models?prompts=yes',
    },
    ...THEMES.map((theme) => ({
      id: `theme ${theme}`,
      group: 'Do',
      title: theme === 'system' ? 'Theme as the system has it' : `${theme === 'dark' ? 'Dark' : 'Light'} theme`,
      words: 'theme colour mode',
      act: () => setTheme(theme),
    })),
    { id: 'keys', group: 'Do', title: 'Show the keys', note: '?', words: 'keyboard shortcuts help', act: showKeys },
    {
      id: 'api',
      group: 'Do',
      title: 'Open the API document',
      words: 'openapi rest docs',
      act: () => void window.open('/api/docs', '_blank', 'noopener'),
    },
  ]
}

/** All words of the query are in the title or its words. */
export function matching(commands: Command[], query: string): Command[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(({ title, words = '', group }) => {
    const text = `${title} ${words} ${group}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
