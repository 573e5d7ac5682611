/**
 * Checks an export line by line, with nothing but the file: every fingerprint, hash and detail is computed again.
 * Keeps a few hashes in memory, however long the file is.
 */
import { createHash } from 'node:crypto'
import { fingerprintOf, hashOf } from './chain.ts'
import { type End, type Header, type Line, readLine } from './lines.ts'
import type { Anchor, AnchorState, Fault, Report } from './report.ts'
import { isSignedBy } from './signature.ts'

interface Options {
  anchors?: Anchor[]
  /** The only public key whose signature counts. */
  publicKey?: string | undefined
}

type EventLine = Extract<Line, { is: 'event' }>
type WithheldLine = Extract<Line, { is: 'withheld' }>
type Found = Pick<Report, 'fault' | 'reason' | 'first_bad_seq'> | undefined

const COUNTED = ['events', 'withheld', 'erased'] as const
const ONE_LOG = ['workspace_id', 'scope', 'public_key'] as const

const found = (fault: Fault, reason: string, first_bad_seq?: number): Found => ({
  ...{ fault, reason },
  ...(first_bad_seq !== undefined && { first_bad_seq }),
})

const newPart = () => ({ events: 0, withheld: 0, erased: 0, sum: createHash('sha256'), isEnded: false })

export function createCheck({ anchors = [], publicKey }: Options = {}) {
  const report: Report = {
    ok: true,
    from: 0,
    to: 0,
    head: '',
    events: 0,
    withheld: 0,
    erased: 0,
    lines: 0,
    anchors: [],
  }
  const wanted = new Map(anchors.map((anchor) => [anchor.hash, anchor]))
  const met = new Set<Anchor>()
  let header: Header | undefined
  let previous: Buffer = Buffer.alloc(0)
  let seq = 0
  /** Of the part of the file that is being read. */
  let part = newPart()
  /** Fingerprints that nothing has confirmed yet begin here, after this hash. */
  let unconfirmed: { from: number; hash: Buffer } | undefined
  /** What a break is called depends on whether the event that should stand there comes later. */
  let broken: { seq: number; isGap: boolean; isThere: boolean } | undefined

  function fail(what: Found): void {
    if (what && report.ok) Object.assign(report, { ok: false, ...what, line: report.lines })
  }

  function goTo(hash: Buffer, at: number): void {
    previous = hash
    seq = at
    if (wanted.size === 0) return
    const anchor = wanted.get(hash.toString('hex'))
    if (anchor && (anchor.seq ?? at) === at) met.add(anchor)
  }

  /** An event stands where another should. */
  function misplaced(given: number): Found {
    const due = seq + 1
    if (given < due) return found('inserted', `after event ${seq} stands another event ${given}`, due)
    broken = { seq: due, isGap: true, isThere: false }
    return found('missing', `event ${due} is missing: event ${given} follows event ${seq}`, due)
  }

  function notAsSealed({ from, hash }: { from: number; hash: Buffer }): Found {
    const last = seq
    goTo(hash, from - 1)
    return found('changed', `the fingerprints of events ${from} to ${last} are not as sealed`, from)
  }

  function takeEvent({ seq: given, sealed, digest, said, ...line }: EventLine): Found {
    if (given !== seq + 1) return misplaced(given)
    const print = fingerprintOf(sealed)
    const isWhole = hashOf(Buffer.from(line.previous, 'hex'), print).toString('hex') === line.hash
    if (!isWhole || line.previous !== previous.toString('hex')) {
      if (isWhole && unconfirmed) return notAsSealed(unconfirmed)
      broken = { seq: given, isGap: false, isThere: false }
      return found('changed', `event ${given} is not as it was sealed`, given)
    }
    if (said && createHash('sha256').update(said.salt, 'hex').update(said.text).digest('hex') !== digest)
      return found('details-altered', `what event ${given} says is not what was sealed`, given)
    goTo(hashOf(previous, print), given)
    unconfirmed = undefined
    part.events++
    if (!said) part.erased++
    return undefined
  }

  function takeWithheld({ seq: from, prints }: WithheldLine): Found {
    if (from !== seq + 1) return misplaced(from)
    unconfirmed ??= { from, hash: previous }
    for (const print of prints) goTo(hashOf(previous, Buffer.from(print, 'hex')), seq + 1)
    part.withheld += prints.length
    return undefined
  }

  function takeHeader(next: Header): Found {
    if (!header) {
      const { workspace, scope, filter, from } = next
      Object.assign(report, { workspace, scope, ...(filter && { filter }), from })
      goTo(Buffer.from(next.previous, 'hex'), from - 1)
    } else if (next.from !== seq + 1) return misplaced(next.from)
    else if (next.previous !== previous.toString('hex'))
      return found('changed', `event ${seq} has another hash where the file goes on`, seq)
    else if (ONE_LOG.some((key) => next[key] !== header?.[key]))
      return found('file-changed', 'the file goes on with the log of another workspace or server')
    header = next
    part = newPart()
    return undefined
  }

  function takeEnd({ to, public_key }: Header, end: End, signature: string): Found {
    part.isEnded = true
    if (end.seq !== seq || to !== seq)
      return found('truncated', `the file should reach event ${Math.max(end.seq, to)}, but ends with ${seq}`, seq + 1)
    if (end.hash !== previous.toString('hex'))
      return unconfirmed
        ? notAsSealed(unconfirmed)
        : found('file-changed', 'its events do not lead to the hash that it ends with')
    unconfirmed = undefined
    if (end.sha256 !== part.sum.digest('hex') || COUNTED.some((key) => end[key] !== part[key]))
      return found('file-changed', 'the file is not as it was written: its checksum differs')
    if (publicKey && publicKey !== public_key)
      return found('signature', `it is signed by the key ${public_key}, not by the one you named`)
    if (!isSignedBy(public_key, 'export', end, signature))
      return found('signature', 'its signature does not belong to what it says')
    report.public_key = public_key
    return undefined
  }

  function take(line: Line): Found {
    if (part.isEnded && line.is !== 'header') return found('inserted', 'something follows after the end', seq + 1)
    if (line.is === 'header') return takeHeader(line.header)
    if (!header) return found('unreadable', 'the file does not begin as an export does')
    if (line.is === 'event') return takeEvent(line)
    return line.is === 'withheld' ? takeWithheld(line) : takeEnd(header, line.end, line.signature)
  }

  /** After the first fault only what that is to be called is of interest. */
  function takeAfterFault(line: Line | undefined): void {
    if (!broken || (line?.is !== 'event' && line?.is !== 'withheld')) return
    const last = line.is === 'event' ? line.seq : line.seq + line.prints.length - 1
    if (line.seq <= broken.seq && broken.seq <= last) broken.isThere = true
  }

  function nameTheBreak(): void {
    if (!broken?.isThere) return
    report.fault = broken.isGap ? 'reordered' : 'inserted'
    report.reason = broken.isGap
      ? `event ${broken.seq} does not stand in its place, but later`
      : `event ${broken.seq} stands there twice, and the first is none that was sealed`
  }

  function judge(anchor: Anchor): AnchorState {
    const { seq: at, hash } = anchor
    if (met.has(anchor)) return 'met'
    if (at !== undefined && at < report.from - 1) return 'early'
    if (!report.ok && (at === undefined || at > seq)) return 'unchecked'
    if (at === undefined) fail(found('anchor', `no event has the hash ${hash}: changed, cut off, or not in this file`))
    else if (at > seq)
      fail(found('truncated', `the log ends with event ${seq}; when its head was kept, it had event ${at}`, seq + 1))
    else fail(found('anchor', `event ${at} has another hash than the one that was kept`, at))
    return 'unmet'
  }

  return {
    line(text: string): void {
      report.lines++
      const line = readLine(text)
      if (!report.ok) takeAfterFault(line)
      else if (!line) fail(found('unreadable', `line ${report.lines} is none that an export has`, seq + 1))
      else {
        const before = { ...part }
        fail(take(line))
        if (part.isEnded) return
        part.sum.update(text).update('\n')
        if (line.is !== 'header') for (const key of COUNTED) report[key] += part[key] - before[key]
      }
    },

    soFar: () => ({ ok: report.ok, lines: report.lines, to: seq }),

    /** After the last line. */
    end(): Report {
      if (!header) fail(found('unreadable', 'the file is empty'))
      else if (!part.isEnded) fail(found('truncated', `it breaks off after event ${seq}`, seq + 1))
      Object.assign(report, { to: seq, head: previous.toString('hex') })
      for (const anchor of wanted.values()) report.anchors.push({ ...anchor, state: judge(anchor) })
      nameTheBreak()
      return report
    },
  }
}
