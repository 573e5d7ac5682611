/** Routes of comparisons, one line each. */
import { Readable } from 'node:stream'
import { mount, mountRaw } from '../../../platform/http/mount.ts'
import type { Http } from '../../../platform/http/server.ts'
import { compare as c } from '../contract/compare.ts'
import type { CompareService } from '../service/compare.ts'
import type { CurveService } from '../service/curves.ts'

export function compareRoutes(http: Http, compare: CompareService, curves: CurveService): void {
  mount(http, c.runs, (input, { workspace }) => compare.runs(workspace, input))
  mount(http, c.points, (input, { workspace }) => curves.ofRuns(workspace, input))
  mountRaw(http, c.csv, async (input, { workspace, reply }) => {
    const lines = await curves.csv(workspace, input)
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${fileName(input.key)}.csv"`)
      .send(Readable.from(lines))
  })
}

/** A metric's name as a file of any system may be called. */
const fileName = (key: string): string => key.replace(/[^\w.@+-]+/g, '_').slice(0, 100)
