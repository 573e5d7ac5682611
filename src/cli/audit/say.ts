/** What a check of the log found, in words. */
import type { Report } from '../../platform/audit/report.ts'
import { note, paintState, plain, print, printJson } from '../output.ts'
import { count } from '../words.ts'

const places = ({ from, to }: Report): string => `events ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`

function wholeText(report: Report): string {
  const { workspace, scope, withheld, erased, filter } = report
  const whose = scope === 'installation' ? 'all workspaces' : `workspace ${workspace}`
  const parts = [
    `${count(report.events, 'event')} of ${whose}`,
    ...(withheld ? [`${withheld.toLocaleString('en')} as fingerprints only`] : []),
    ...(erased ? [`the details of ${erased.toLocaleString('en')} were erased`] : []),
  ]
  return `${places(report)} are as they were sealed: ${parts.join(', ')}${filter ? `; filter ${JSON.stringify(filter)}` : ''}.`
}

function notesOf(report: Report, isAnchored: boolean): string[] {
  const { from, withheld, filter, anchors } = report
  const notes: string[] = []
  if (filter && withheld)
    notes.push('Fingerprints keep the chain whole; that none of the events left out fits the filter, they cannot show.')
  if (from > 1 && !anchors.some(({ seq, state }) => state === 'met' && seq === from - 1))
    notes.push(
      `What lies before event ${from} is not in the file. --head ${from - 1}:HASH, if you kept it, joins the two.`,
    )
  for (const { seq } of anchors.filter(({ state }) => state === 'early'))
    notes.push(`The head of event ${seq} lies before this file, which cannot show it.`)
  if (!isAnchored)
    notes.push(
      'Nothing from elsewhere was compared: who could write both the database and the key could have made all of it anew. Give --head or --against with what you kept, or --key.',
    )
  return notes
}

function sayWhole(report: Report, isAnchored: boolean): void {
  print(`${paintState('ok', '●')} ${plain(wholeText(report))}`)
  print(`  head ${report.to}:${report.head}`)
  if (report.public_key) print(`  signed by ${plain(report.public_key)}`)
  for (const { seq } of report.anchors.filter(({ state }) => state === 'met'))
    print(`  the hash that was kept${seq === undefined ? '' : ` of event ${seq}`} is in it`)
  for (const text of notesOf(report, isAnchored)) note(text)
}

function sayBroken({ fault, first_bad_seq: at, line, reason, from, to, head }: Report): void {
  const where = at === undefined ? '' : ` at event ${at.toLocaleString('en')} (line ${line})`
  print(`${paintState('bad', '■')} ${fault}${where}: ${plain(reason ?? '')}.`)
  print(
    to < from ? '  Nothing before it is proved.' : `  Good up to event ${to.toLocaleString('en')}, head ${to}:${head}`,
  )
}

/** Prints the report; what is broken makes the exit code 1. */
export function say(report: Report, { json, isAnchored }: { json?: boolean | undefined; isAnchored: boolean }): void {
  if (!report.ok) process.exitCode = 1
  if (json) printJson(report)
  else if (report.ok) sayWhole(report, isAnchored)
  else sayBroken(report)
}
