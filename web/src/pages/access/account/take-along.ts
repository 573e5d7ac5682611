/** All that is kept of the reader, as one file, whatever the number of pages. */
import { erasing } from '../../../../../src/features/access/contract/erasing.ts'
import { toJson } from '../../../../../src/lib/json.ts'
import { call } from '../../../api.ts'
import { saveFile } from '../../../parts/save-file.ts'

export async function takeAlong(): Promise<void> {
  let page = await call(erasing.export, {})
  const events = [...page.events]
  while (page.next !== null) {
    page = await call(erasing.export, { before: Number(page.next) })
    events.push(...page.events)
  }
  const { next: _, ...kept } = page
  const text = JSON.stringify(JSON.parse(toJson({ ...kept, events })), null, 2)
  saveFile(`${kept.account.name}.json`, new Blob([text], { type: 'application/json' }))
}
