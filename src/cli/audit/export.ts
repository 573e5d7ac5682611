/** `bellwether audit export`: writes the log as it comes, and checks it on the way. */
import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { audit } from '../../features/activity/contract/audit.ts'
import type { Input } from '../../lib/contract.ts'
import { createCheck } from '../../platform/audit/check.ts'
import { linesOf } from '../../platform/audit/split.ts'
import { connect } from '../client.ts'
import type { ServerOptions } from '../find-server.ts'
import { note, Refused, Unreachable, Usage } from '../output.ts'
import { type FilterOptions, filterOf } from './filter.ts'
import { say } from './say.ts'
import { bytesOf } from './verify.ts'

interface Options extends ServerOptions, FilterOptions {
  all?: boolean
  output?: string
  resume?: boolean
}

type Asked = Input<typeof audit.export>
type Check = ReturnType<typeof createCheck>

const TAIL = 1 << 16

/** A last line without its end was being written when the export broke off. */
async function cutLastLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat()
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - TAIL)
    const { buffer } = await file.read(Buffer.alloc(end - from), 0, end - from, from)
    const at = buffer.lastIndexOf(10)
    if (at >= 0) return file.truncate(from + at + 1)
    end = from
  }
  await file.truncate(0)
}

/** Checks what is there already; what was asked for then is asked for again, from there on. */
async function takeUp(path: string, check: Check): Promise<Asked> {
  let first = '{}'
  for await (const lines of linesOf(createReadStream(path)))
    for (const line of lines) {
      if (check.soFar().lines === 0) first = line
      check.line(line)
    }
  const { lines, to, ok } = check.soFar()
  if (!ok || lines === 0) return {}
  const { filter = {}, scope } = JSON.parse(first) as Pick<Asked, 'scope'> & {
    filter?: Asked & { account_id?: number }
  }
  const { account_id, ...same } = filter
  return { ...same, ...(account_id !== undefined && { account: String(account_id) }), scope, after: to }
}

async function writeOut(text: string, file: FileHandle | undefined): Promise<void> {
  if (file) await file.appendFile(text)
  else if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

async function fetchInto(check: Check, file: FileHandle | undefined, asked: Asked, options: Options): Promise<void> {
  try {
    const reply = await connect(options).send(audit.export, asked)
    for await (const lines of linesOf(bytesOf(reply))) {
      for (const line of lines) check.line(line)
      await writeOut(`${lines.join('\n')}\n`, file)
    }
  } catch (error) {
    if (error instanceof Refused && error.code === 'RESOURCE_DOES_NOT_EXIST' && asked.after !== undefined)
      return note(`There is nothing after event ${asked.after} yet.`)
    if (error instanceof Refused || error instanceof Unreachable || error instanceof Usage) throw error
    const { to } = check.soFar()
    const how = file ? '--resume goes on from there.' : `Write to a file with --output, and --resume goes on.`
    throw new Unreachable(`The export broke off after event ${to}: ${(error as Error).message}. ${how}`, {
      cause: error,
    })
  }
}

export async function exportLog(options: Options): Promise<void> {
  const { output, resume, json } = options
  const asked: Asked = { ...filterOf(options), ...(options.all && { scope: 'installation' }) }
  if (resume && (output === undefined || Object.keys(asked).length))
    throw new Usage(
      '--resume goes on with what the file of --output was asked for: give --output, and no other choice.',
    )
  const isThere = output !== undefined && existsSync(output)
  if (isThere && !resume) throw new Usage(`${output} exists already. Choose another name, or go on with it: --resume.`)
  const file = output === undefined ? undefined : await open(output, isThere ? 'a+' : 'ax', 0o600)
  const check = createCheck()
  try {
    if (file && isThere) await cutLastLine(file)
    const from = isThere ? await takeUp(output, check) : asked
    if (check.soFar().ok) await fetchInto(check, file, from, options)
  } finally {
    await file?.close()
  }
  const report = check.end()
  if (file) say(report, { json, isAnchored: true })
  else if (!report.ok) {
    process.exitCode = 1
    note(`What was written is broken: ${report.reason}.`)
  }
}
