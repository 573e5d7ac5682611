/** Webhooks: the programs that are told, each with its last deliveries as a picture. */
import { webhooks } from '../../../../src/features/webhooks/contract.ts'
import { Bone } from '../../parts/bone.tsx'
import { type AsCode, python, shell } from '../../parts/copy-as.tsx'
import { Head } from '../../parts/head.tsx'
import { useKeys } from '../../parts/keys.ts'
import { More } from '../../parts/more.tsx'
import { usePage } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { serverUrl } from '../../place.ts'
import { useDo, useWebhooks } from './asks.ts'
import { Form } from './form.tsx'
import { Hook } from './hook.tsx'
import { webhooksRoute } from './routes.ts'
import { Secret } from './secret.tsx'
import './webhooks.css'
import { answer, TITLE } from './words.ts'

const CODE: AsCode = {
  python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(`${serverUrl}/api/v1/webhooks`)}) as reply:\n    webhooks = json.load(reply)["webhooks"]\n`,
  curl: `curl ${shell(`${serverUrl}/api/v1/webhooks`)}\n`,
  cli: `bw webhooks ls --url ${shell(serverUrl)}\n`,
}

export function WebhooksPage() {
  const query = webhooksRoute.useSearch()
  const navigate = webhooksRoute.useNavigate()
  const { data, error, refetch } = useWebhooks()
  const create = useDo(webhooks.create)
  usePage(TITLE, [{ label: TITLE }])
  const show = (search: typeof query): void => void navigate({ search, replace: true, resetScroll: false })
  useKeys({ n: () => show({ new: 'yes' }) })
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  const all = data?.webhooks
  return (
    <>
      <Head
        kind="Workspace"
        title={TITLE}
        actions={
          <>
            <button type="button" className="button go" onClick={() => show({ new: 'yes' })}>
              Tell another program
            </button>
            <More doings={[]} code={CODE} />
          </>
        }
        answer={all ? answer(all) : ''}
        more={
          all?.length === 0
            ? 'A CI job, a chat or a program of your own can hear of a run the moment it ends, signed so that it can be sure of it, and sent again until it has it.'
            : undefined
        }
        phoneLines={[3, 0]}
      />
      {query.new && (
        <Form
          send={(webhook) => create.mutate(webhook, { onSuccess: () => show({}) })}
          close={() => show({})}
          error={create.error}
          isBusy={create.isPending}
        />
      )}
      {create.data && <Secret secret={create.data.secret} />}
      {all ? (
        <ul className="hooks">
          {all.map((hook) => (
            <Hook
              key={hook.id}
              hook={hook}
              isOpen={query.open === String(hook.id)}
              toggle={() => show(query.open === String(hook.id) ? {} : { open: String(hook.id) })}
            />
          ))}
        </ul>
      ) : (
        <div aria-busy="true" className="hooks-bone">
          <Bone width="100%" height={220} />
        </div>
      )}
    </>
  )
}
