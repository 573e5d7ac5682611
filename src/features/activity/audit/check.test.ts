import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  fingerprintOf,
  GENESIS,
  hashOf,
  type Link,
  type SealedLink,
  sealedText,
} from '../../../platform/audit/chain.ts'
import { createCheck } from '../../../platform/audit/check.ts'
import type { End, Header } from '../../../platform/audit/lines.ts'
import type { Anchor, Report } from '../../../platform/audit/report.ts'
import { publicTextOf, signatureOf } from '../../../platform/audit/signature.ts'
import { canonical, saltedDigest } from '../../../platform/events.ts'
import { exportLines } from './export.ts'

const RUNS = { seed: 20261125, numRuns: 150 }
const key = generateKeyPairSync('ed25519').privateKey
const theirs = generateKeyPairSync('ed25519').privateKey
const OURS = publicTextOf(key)

interface Made {
  details: Record<string, unknown>
  name: string
  subject_id: string
  account_id: number | null
  isErased: boolean
  isShown: boolean
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const event: fc.Arbitrary<Made> = fc.record({
  details: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  name: fc.constantFrom('run.started', 'token.created', '},"previous":"'),
  subject_id: text,
  account_id: fc.option(fc.nat(9)),
  isErased: fc.boolean(),
  isShown: fc.boolean(),
})
const events = fc.array(event, { minLength: 3, maxLength: 25 })

/** Seals events as the server does. */
function seal(made: Made[]): SealedLink[] {
  let hash = GENESIS
  return made.map(({ details, name, subject_id, account_id, isErased }, i) => {
    const salt = randomBytes(16)
    const at = `2026-11-25T10:00:00.${String(i).padStart(6, '0')}Z`
    const link: Link = {
      ...{ id: i + 7, workspace_id: 1, at, name, subject_kind: 'run', subject_id, account_id },
      digest: saltedDigest(salt, details),
    }
    hash = hashOf(hash, fingerprintOf(sealedText(i + 1, link)))
    return { ...link, seq: i + 1, hash, salt: isErased ? null : salt, details: isErased ? null : details }
  })
}

async function write(made: Made[], filter = false): Promise<{ lines: string[]; links: SealedLink[] }> {
  const links = seal(made)
  const last = links.at(-1)!
  const header: Header = {
    ...{ bellwether: 'audit', version: 1, workspace: 'default', workspace_id: 1, scope: 'workspace' },
    ...{ from: 1, to: links.length, previous: GENESIS.toString('hex'), public_key: OURS },
    head: { seq: last.seq, hash: last.hash.toString('hex'), at: '2026-11-25T10:00:00Z' },
  }
  const written = exportLines({
    ...{ header, key },
    isShown: ({ seq }) => !filter || made[seq - 1]!.isShown,
    sealedAfter: async (seq, limit) => links.slice(seq, seq + Math.min(limit, 4)),
    namesOf: async (ids) => new Map(ids.map((id) => [id, `account ${id}`])),
  })
  let all = ''
  for await (const chunk of written) all += chunk
  return { lines: all.trimEnd().split('\n'), links }
}

function check(lines: string[], anchors: Anchor[] = [], publicKey?: string): Report {
  const checking = createCheck({ anchors, publicKey })
  for (const line of lines) checking.line(line)
  return checking.end()
}

/** As an attacker does who has no key of ours: counts, checksum and signature are made anew, with a key of their own. */
function remake(lines: string[]): string[] {
  const header = { ...(JSON.parse(lines[0]!) as Header), public_key: publicTextOf(theirs) }
  const body = lines.slice(1, -1)
  const shown = body.filter((line) => line.startsWith('{"event"'))
  const last = body.at(-1)
  const { seq, hash } = last?.startsWith('{"event"')
    ? { seq: (JSON.parse(last).event as { seq: number }).seq, hash: JSON.parse(last).hash as string }
    : (JSON.parse(lines.at(-1)!) as { end: End }).end
  const head = JSON.stringify({ ...header, to: seq, head: { ...header.head, seq, hash } })
  const sum = createHash('sha256')
  for (const line of [head, ...body]) sum.update(`${line}\n`)
  const end: End = {
    events: shown.length,
    withheld: body.flatMap((line) => (line.startsWith('{"withheld"') ? JSON.parse(line).withheld : [])).length,
    erased: shown.filter((line) => !line.includes('","salt":"')).length,
    ...{ seq, hash, sha256: sum.digest('hex'), accounts: {} },
  }
  return [head, ...body, JSON.stringify({ end, signature: signatureOf(theirs, 'export', end) })]
}

test('what is sealed of an event is canonical JSON', () => {
  fc.assert(
    fc.property(text, text, fc.option(fc.nat()), fc.nat(), (name, subject_id, account_id, seq) => {
      const link = { id: seq + 1, workspace_id: 3, at: '2026-11-25T10:00:00.000001Z', name, subject_kind: 'run' }
      const sealed = { ...link, subject_id, account_id, digest: Buffer.from([1, 2]) }
      expect(sealedText(seq, sealed)).toBe(canonical({ ...link, subject_id, account_id, seq, digest: '0102' }))
    }),
    RUNS,
  )
})

test('an export that nobody touched is whole, whatever names and details it has', async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.boolean(), async (made, filter) => {
      const { lines, links } = await write(made, filter)
      const shown = made.filter(({ isShown }) => !filter || isShown)
      const anchors = links.map(({ seq, hash }) => ({ seq, hash: hash.toString('hex') }))
      const report = check(lines, anchors, OURS)
      expect(report).toMatchObject({
        ...{ ok: true, from: 1, to: made.length, events: shown.length, public_key: OURS },
        withheld: made.length - shown.length,
        erased: shown.filter(({ isErased }) => isErased).length,
        head: anchors.at(-1)!.hash,
      })
      expect(report.anchors.every(({ state }) => state === 'met')).toBe(true)
    }),
    RUNS,
  )
})

test('one byte changed anywhere in a file is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.boolean(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (made, filter, at, xor) => {
        const { lines } = await write(made, filter)
        const bytes = Buffer.from(`${lines.join('\n')}\n`)
        // The very last one only ends the last line.
        const place = at % (bytes.length - 1)
        bytes[place]! ^= xor
        const report = check(bytes.toString('utf8').replace(/\n$/, '').split('\n'), [], OURS)
        expect(report.ok, `byte ${place}`).toBe(false)
      },
    ),
    { ...RUNS, numRuns: 500 },
  )
})

/** Lines that hold events, by their place in the file. */
const eventsOf = (lines: string[]): number[] => lines.flatMap((line, i) => (line.startsWith('{"event"') ? [i] : []))

/** What an attacker does to a file, and what the check must call it. */
const TAMPERING: Record<string, (lines: string[], pick: number) => { lines: string[]; at?: number } | undefined> = {
  'details-altered': (lines, pick) => {
    const at = eventsOf(lines).filter((i) => lines[i]!.includes('","salt":"'))
    const i = at[pick % at.length]
    if (i === undefined) return undefined
    const changed = lines[i]!.replace(/"details":.*\}$/s, `"details":${canonical({ forged: pick })}}`)
    return { lines: lines.with(i, changed), at: i }
  },
  reordered: (lines, pick) => {
    const at = eventsOf(lines).slice(0, -1)
    const i = at[pick % at.length]!
    return { lines: lines.with(i, lines[i + 1]!).with(i + 1, lines[i]!), at: i }
  },
  missing: (lines, pick) => {
    const at = eventsOf(lines).slice(0, -1)
    const i = at[pick % at.length]!
    return { lines: lines.toSpliced(i, 1), at: i }
  },
  inserted: (lines, pick) => {
    const at = eventsOf(lines)
    const i = at[pick % at.length]!
    const forged = lines[i]!.replace('"subject_kind":"run"', '"subject_kind":"account"')
    return { lines: lines.toSpliced(pick % 2 ? i : i + 1, 0, forged), at: pick % 2 ? i : i + 1 }
  },
  changed: (lines, pick) => {
    const at = eventsOf(lines)
    const i = at[pick % at.length]!
    return { lines: lines.with(i, lines[i]!.replace('"subject_kind":"run"', '"subject_kind":"account"')), at: i }
  },
}

test.each(Object.keys(TAMPERING))(
  'a file with an event %s is found out, and where, though its end was made anew',
  async (fault) => {
    await fc.assert(
      fc.asyncProperty(events, fc.nat(), async (made, pick) => {
        const { lines } = await write(made)
        const tampered = TAMPERING[fault]!(lines, pick)
        fc.pre(tampered !== undefined)
        const report = check(remake(tampered!.lines))
        expect(report).toMatchObject({ ok: false, fault, first_bad_seq: tampered!.at, to: tampered!.at! - 1 })
        // Whoever knows our key need not look at the events.
        expect(check(remake(lines), [], OURS)).toMatchObject({ ok: false, fault: 'signature' })
      }),
      RUNS,
    )
  },
)

test('a log whose end was cut off is found out by a head that was kept, and only so', async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.nat(), async (made, pick) => {
      const { lines, links } = await write(made)
      const left = 1 + (pick % (made.length - 1))
      const cut = remake([...lines.slice(0, left + 1), lines.at(-1)!])
      const last = links.at(-1)!
      const hash = last.hash.toString('hex')
      expect(check(cut)).toMatchObject({ ok: true, to: left })
      expect(check(cut, [{ seq: last.seq, hash }])).toMatchObject({
        ok: false,
        fault: 'truncated',
        first_bad_seq: left + 1,
      })
      expect(check(cut, [{ hash }])).toMatchObject({ ok: false, fault: 'anchor' })
      expect(check([...lines.slice(0, left + 1)])).toMatchObject({ ok: false, fault: 'truncated' })
    }),
    RUNS,
  )
})

test('fingerprints in the place of events are checked by the next event, or by the end', async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.nat(), async (made, pick) => {
      const { lines } = await write(made, true)
      const hidden = lines.flatMap((line, i) => (line.startsWith('{"withheld"') ? [i] : []))
      fc.pre(hidden.length > 0)
      const i = hidden[pick % hidden.length]!
      const from = JSON.parse(lines[i]!).from as number
      const forged = lines.with(i, lines[i]!.replace(/[0-9a-f]{64}/, 'ab'.repeat(32)))
      expect(check(remake(forged))).toMatchObject({ ok: false, fault: 'changed', first_bad_seq: from })
      // Without what follows it is a log whose end was cut off.
      if (i < lines.length - 2)
        expect(check(remake(lines.toSpliced(i, 1)))).toMatchObject({ ok: false, fault: 'missing', first_bad_seq: from })
    }),
    RUNS,
  )
})

test('a file that breaks off and goes on later is one file', async () => {
  const made = fc.sample(
    events.filter((list) => list.length > 9),
    { seed: 7, numRuns: 1 },
  )[0]!
  const { lines, links } = await write(made)
  const before = links[3]!
  const header = { ...(JSON.parse(lines[0]!) as Header), from: 5, previous: before.hash.toString('hex') }
  let rest = ''
  const parts = { header, key, isShown: () => true, namesOf: async () => new Map() }
  for await (const chunk of exportLines({ ...parts, sealedAfter: async (seq, limit) => links.slice(seq, seq + limit) }))
    rest += chunk
  const joined = [...lines.slice(0, 5), ...rest.trimEnd().split('\n')]
  expect(check(joined, [], OURS)).toMatchObject({ ok: true, from: 1, to: made.length, events: made.length })
  expect(check([...lines, ...rest.trimEnd().split('\n')])).toMatchObject({ ok: false, fault: 'inserted' })
  const other = JSON.stringify({ ...header, workspace_id: 2 })
  expect(check(joined.with(5, other))).toMatchObject({ ok: false, fault: 'file-changed' })
})
