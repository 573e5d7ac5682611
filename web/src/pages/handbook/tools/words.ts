/** What the page of tools says. */
import type { Tool } from '../asks.ts'
import type { Part } from '../lines/parts-bar.tsx'

type Look = Pick<Part, 'fill' | 'shape' | 'tone' | 'word'>

export const HOW_LOOKS: Record<Tool['how'], Look> = {
  native: { fill: 'good', shape: '●', tone: 'good', word: 'native' },
  protocol: { fill: 'place', shape: '→', tone: 'busy', word: 'by protocol' },
  recipe: { fill: 'plain', shape: '▸', tone: '', word: 'by recipe' },
  link: { fill: 'unknown', shape: '◌', tone: '', word: 'link only' },
}

export function answer(tools: Tool[]): string {
  const of = (how: Tool['how']): number => tools.filter((tool) => tool.how === how).length
  const shown = tools.filter(({ shown_by }) => shown_by !== undefined).length
  return `The documents name ${tools.length} tools. ${of('native')} are part of this product, ${of('protocol')} speak to it by a protocol, ${of('recipe')} have a published recipe; for ${of('link')} there is nothing here yet beyond a link. A test shows it for ${shown}.`
}

const KINDS: Record<string, string> = {
  ci: 'continuous integration',
  gpu: 'graphics processors',
  language: 'languages',
  framework: 'frameworks',
  database: 'databases',
  container: 'containers',
  notebook: 'notebooks',
  'code-hosting': 'hosting of code',
}

export const kindInWords = (kind: string): string => KINDS[kind] ?? kind.replaceAll('-', ' ')
