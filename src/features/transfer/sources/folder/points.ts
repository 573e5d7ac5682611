/** Lines of the files of metrics: `timestamp value step`, for models with a run, and with a dataset where there is one. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Folder, reasonOf } from './read.ts'

export interface Point {
  timestamp: bigint
  value: number
  step: bigint
  /** What stands behind the step. */
  rest: string[]
}

const INTEGER = /^[-+]?\d{1,19}$/
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i
const NAMED: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
}
const MIN = -(2n ** 63n)
const MAX = 2n ** 63n - 1n
/** No line of a metric is as long. */
const MAX_LINE = 64 << 10

/** As Python reads a float; undefined for anything else. */
export function toFloat(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text)
  const [, sign, word = ''] = /^([-+]?)([a-z]+)$/i.exec(text) ?? []
  const value = NAMED[word.toLowerCase()]
  return value === undefined ? undefined : sign === '-' ? -value : value
}

function toInteger(text: string): bigint | undefined {
  if (!INTEGER.test(text)) return undefined
  const n = BigInt(text.replace(/^\+/, ''))
  return n >= MIN && n <= MAX ? n : undefined
}

export function parseLine(line: string): Point | undefined {
  const [time = '', number = '', step = '0', ...rest] = line.trim().split(' ')
  const timestamp = toInteger(time)
  const value = toFloat(number)
  const at = toInteger(step)
  return timestamp === undefined || value === undefined || at === undefined
    ? undefined
    : { timestamp, value, step: at, rest }
}

/** Whole lines of a file. The last one may be half written: without its end it is none. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is no file')
    let held = ''
    for await (const chunk of file.createReadStream({ encoding: 'utf8', highWaterMark: 256 << 10, autoClose: false })) {
      const lines = (held + String(chunk)).split('\n')
      held = lines.pop()!
      if (held.length > MAX_LINE) throw new Error('it has a line that is no point of a metric')
      yield* lines
    }
    if (held) throw new Error('its last line is half written; the lines before it were read')
  } finally {
    await file.close()
  }
}

/** Hands out the points of a file; lines that are none are counted and noted. */
export async function readLines(folder: Folder, path: string, onPoint: (point: Point) => void): Promise<void> {
  let wrong = 0
  let first = ''
  try {
    for await (const line of linesOf(join(folder.root, path))) {
      const point = line.length ? parseLine(line) : undefined
      if (point) onPoint(point)
      else if (line.trim()) {
        wrong++
        first ||= line.slice(0, 60)
      }
    }
  } catch (error) {
    folder.left.note(path, reasonOf(error))
  }
  if (wrong) folder.left.note(`lines of ${path}`, `they are no points, as the first of them: '${first}'`, wrong)
}
