/** Writes the log as the lines of an export, a page at a time: what is not to be shown leaves as its fingerprint. */
import { createHash, type KeyObject } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { fingerprintOf, type SealedLink, sealedText } from '../../../platform/audit/chain.ts'
import { type End, endLine, eventLine, type Header, headerLine, withheldLine } from '../../../platform/audit/lines.ts'
import { signatureOf } from '../../../platform/audit/signature.ts'

const PAGE = 1_000
const MAX_WITHHELD = 500

interface Parts {
  header: Header
  isShown(link: SealedLink): boolean
  sealedAfter(seq: number, limit: number): Promise<SealedLink[]>
  namesOf(ids: number[]): Promise<Map<number, string>>
  key: KeyObject
}

export async function* exportLines({ header, isShown, sealedAfter, namesOf, key }: Parts): AsyncGenerator<string> {
  const sum = createHash('sha256')
  const counts = { events: 0, withheld: 0, erased: 0 }
  const accounts = new Set<number>()
  let seq = header.from - 1
  let hash: Buffer = Buffer.from(header.previous, 'hex')
  let hidden: Buffer[] = []
  let text = ''

  const say = (line: string): void => {
    text += `${line}\n`
  }
  const sayHidden = (): void => {
    if (hidden.length) say(withheldLine(seq - hidden.length + 1, hidden))
    counts.withheld += hidden.length
    hidden = []
  }
  function show(link: SealedLink): void {
    sayHidden()
    say(eventLine(hash, link))
    counts.events++
    if (!link.salt) counts.erased++
    if (link.account_id !== null) accounts.add(link.account_id)
  }
  const take = (): string => {
    const taken = text
    sum.update(taken)
    text = ''
    return taken
  }

  say(headerLine(header))
  while (seq < header.to) {
    const links = await sealedAfter(seq, Math.min(PAGE, header.to - seq))
    for (const link of links) {
      // What is missing in the database is missing in the file, and whoever checks it sees that.
      if (isShown(link)) show(link)
      else if (hidden.push(fingerprintOf(sealedText(link.seq, link))) && hidden.length === MAX_WITHHELD) {
        seq = link.seq
        sayHidden()
      }
      seq = link.seq
      hash = link.hash
    }
    if (text) yield take()
    if (links.length === 0) break
    // Hashing a long log must not hold up requests.
    await turn()
  }
  sayHidden()
  const last = take()
  const names = await namesOf([...accounts])
  const end: End = {
    ...counts,
    seq,
    hash: hash.toString('hex'),
    sha256: sum.digest('hex'),
    accounts: Object.fromEntries([...accounts].map((id) => [id, names.get(id) ?? null])),
  }
  yield `${last}${endLine(end, signatureOf(key, 'export', end))}\n`
}
