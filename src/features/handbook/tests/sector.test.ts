import { beforeEach, expect, test } from 'vitest'
import { server } from '../../../../test/harness/server.ts'
import { workspaces } from '../../access/contract/workspaces.ts'
import { handbook } from '../contract.ts'

const { call, send } = await server()
const say = (sector: string) => call(workspaces.change, { sector })
const pay = async (filter: { role?: string } = {}) =>
  call(handbook.figures, { group: 'pay', sector: 'workspace', ...filter })
const ids = ({ figures }: { figures: { id: string }[] }) => figures.map(({ id }) => id)

beforeEach(() => say(''))

test('Platform-22: changing the sector of the workspace changes the filter by sector and the pay that the template of a role shows first; which templates there are does not depend on it', async () => {
  const before = await call(handbook.role, { id: 'ml-tech-lead' })
  expect(before.workspace_sector).toBeNull()
  expect(ids(before)[0]).not.toBe('f035')
  await say('Finance')
  expect(ids(await pay())).toEqual(['f035'])
  expect((await pay()).workspace_sector).toEqual({
    sector: 'Finance',
    named: ['Finance and Healthcare'],
    figures: ['f035'],
    says: 'Your sector is Finance: “Finance and Healthcare” in the documents.',
  })
  const shown = await call(handbook.role, { id: 'ml-tech-lead' })
  expect(ids(shown)[0]).toBe('f035')
  expect(shown.workspace_sector!.figures).toEqual(['f035'])
  expect(ids(shown).toSorted()).toEqual(ids(before).toSorted())
  await say('software')
  expect(ids(await pay())).toEqual(['f034'])
  expect(ids(await call(handbook.role, { id: 'ml-tech-lead' }))[0]).toBe('f034')
  // A role that no sector is priced for says for which it is.
  expect((await call(handbook.role, { id: 'machine-learning-engineer' })).workspace_sector).toMatchObject({
    figures: [],
    says: 'For software, “Tech and Software” in the documents, they name no pay here, only for ML Tech Lead.',
  })
})

test('a sector for which the documents have no figure is said to have none, with those that they name', async () => {
  await say('Retail')
  const { figures, workspace_sector } = await pay()
  expect(figures).toEqual([])
  expect(workspace_sector!.says).toBe(
    'The documents name no pay for Retail; they name Tech and Software, Finance and Healthcare, Academia and Research.',
  )
  // They do name retail where no pay is meant.
  expect(ids(await call(handbook.figures, { sector: 'workspace' }))).toEqual(['f020'])
  await say('Healthcare, research')
  expect(ids(await pay())).toEqual(['f035', 'f036'])
  expect(ids(await pay({ role: 'ML Engineering Manager' }))).toEqual([])
})

test('without a sector the filter is refused, with the command that sets one', async () => {
  await expect(pay()).rejects.toThrow(
    /workspace 'default' has no sector\. Say which: bw workspaces set default --sector "Tech and Software"\.$/,
  )
  expect((await call(handbook.figures, { group: 'pay' })).workspace_sector).toBeNull()
})

test("each workspace's filter knows its own sector only", async () => {
  await call(workspaces.create, { name: 'other', sector: 'Academia' })
  await say('Finance')
  const { body } = await send('GET', '/w/other/api/v1/handbook/figures?group=pay&sector=workspace')
  expect(ids(body as { figures: { id: string }[] })).toEqual(['f036'])
  expect(ids(await pay())).toEqual(['f035'])
})
