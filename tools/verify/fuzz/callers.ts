/** A server with an owner, a workspace to be fuzzed, another with what must not be seen, and callers of every kind. */
import { ROLES } from '../../../src/features/access/contract/accounts.ts'
import { RIGHTS } from '../../../src/lib/contract.ts'

export interface Caller {
  who: string
  headers: Record<string, string>
  /** Policies that it fulfils. */
  may: string[]
}

const CANARY = 'nightingale-7f3a'
/** Ids that are guessed are small: these stand before what the callers use. */
const DECOYS = 40

type Body = Record<string, unknown>

async function ask(url: string, method: string, path: string, body: Body | undefined, headers: Record<string, string>) {
  const reply = await fetch(url + path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Body
}

export async function prepare(url: string) {
  const first = await ask(url, 'POST', '/api/v1/access/accounts', { name: 'owner' }, {})
  const root = { authorization: `Bearer ${first.token as string}` }
  const as = (headers: Record<string, string>) => (method: string, path: string, body?: Body) =>
    ask(url, method, path, body, headers)
  const own = as(root)
  for (const name of ['other', 'home']) {
    await own('POST', '/api/v1/workspaces', { name })
    const text = name === 'other' ? CANARY : 'sparrow'
    const there = as({ ...root, 'x-mlflow-workspace': name })
    const { experiment_id } = await there('POST', '/api/2.0/mlflow/experiments/create', { name: text })
    for (let i = 0; i < 3; i++) {
      const { run } = await there('POST', '/api/2.0/mlflow/runs/create', {
        ...{ experiment_id, run_name: `${text} ${i}`, tags: [{ key: text, value: text }] },
      })
      const { run_id } = (run as { info: { run_id: string } }).info
      await there('POST', '/api/2.0/mlflow/runs/log-batch', {
        run_id,
        metrics: [{ key: text, value: 1, step: 1, timestamp: 1 }],
        params: [{ key: text, value: text }],
      })
    }
  }
  for (let i = 0; i < DECOYS; i++) await own('POST', '/api/v1/access/tokens', { label: `decoy ${i}` })
  const roles = (await own('GET', '/api/v1/access/roles')).roles as { id: string; rights: string[] }[]
  const members: Caller[] = []
  for (const role of ROLES) {
    const { account } = await own('POST', '/api/v1/access/accounts', {
      ...{ name: role, memberships: [{ workspace: 'home', role }] },
    })
    const { id } = account as { id: number }
    const { token } = await own('POST', `/api/v1/access/accounts/${id}/tokens`, { label: role })
    const { rights } = roles.find((each) => each.id === role)!
    members.push({
      who: role,
      headers: { authorization: `Bearer ${token as string}`, 'x-mlflow-workspace': 'home' },
      may: [...rights, 'self'],
    })
  }
  const { token } = await own('POST', '/api/v1/access/tokens', { label: 'fuzz' })
  const [viewer] = members
  const callers: Caller[] = [
    { who: 'nobody', headers: { 'x-mlflow-workspace': 'other' }, may: [] },
    { who: 'viewer elsewhere', headers: { ...viewer!.headers, 'x-mlflow-workspace': 'other' }, may: ['self'] },
    ...members.filter(({ who }) => ['viewer', 'contributor', 'admin'].includes(who)),
    {
      who: 'owner',
      headers: { authorization: `Bearer ${token as string}`, 'x-mlflow-workspace': 'home' },
      may: [...RIGHTS, 'self', 'install'],
    },
  ]
  return {
    callers,
    /** What an owner sees is theirs to see. */
    canaryFor: ({ who }: Caller): string => (who === 'owner' ? `${CANARY} is seen by owners` : CANARY),
    /** The other workspace is as it was. */
    async isStillThere(): Promise<void> {
      const there = as({ ...root, 'x-mlflow-workspace': 'other' })
      const { runs } = await there('POST', '/api/2.0/mlflow/runs/search', {
        experiment_ids: ['1', '2', '3', '4'],
        max_results: 10,
      })
      if ((runs as unknown[] | undefined)?.length !== 3) throw new Error('runs of the other workspace are gone')
    },
  }
}
