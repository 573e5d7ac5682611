/** Backups and health: is all well, what uses the disk, what would bring everything back. */
import { Bone } from '../../parts/bone.tsx'
import { python, shell } from '../../parts/copy-as.tsx'
import { Head } from '../../parts/head.tsx'
import { useKeys } from '../../parts/keys.ts'
import { More } from '../../parts/more.tsx'
import { useNow } from '../../parts/now.ts'
import { usePage } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { serverUrl } from '../../place.ts'
import { moveFocus } from '../track/move-focus.ts'
import { useBackups, useBegin, useDisk, useHealth, useLog } from './asks.ts'
import { Checks } from './checks.tsx'
import { DiskPicture } from './disk.tsx'
import './operate.css'
import { Progress } from './progress.tsx'
import { Rows } from './rows.tsx'
import { Strip } from './strip.tsx'
import { answer, checkOfLog, TITLE } from './words.ts'

const code = () => {
  const url = `${serverUrl}/api/v1/health`
  return {
    python: `import json, urllib.request\n\nwith urllib.request.urlopen(${python(url)}) as reply:\n    checks = json.load(reply)["checks"]\n`,
    curl: `curl ${shell(url)}\n`,
    cli: `bw doctor --url ${shell(serverUrl)}\n`,
  }
}

export function OperatePage() {
  const now = Math.max(useNow(), Date.now())
  const [health, kept, disk, log] = [useHealth(), useBackups(), useDisk(), useLog()]
  const { make, verify, refresh } = useBegin()
  usePage(TITLE, [{ label: TITLE }])
  useKeys({
    j: () => moveFocus('[data-row]', 1),
    k: () => moveFocus('[data-row]', -1),
  })
  const error = (health.error && !health.data && health.error) || (kept.error && !kept.data && kept.error)
  if (error) return <Problem error={error} retry={() => void refresh()} />
  const checks = health.data && [...health.data, ...(log.data ? [checkOfLog(log.data)] : [])]
  const isKnown = checks && kept.data && (log.data || log.error)
  const refused = make.error ?? verify.error
  return (
    <>
      <Head
        kind="Installation"
        title={TITLE}
        actions={
          <>
            <button
              type="button"
              className="button go"
              disabled={!kept.data || kept.data.active !== null || make.isPending}
              onClick={() => make.mutate()}
            >
              Make a backup
            </button>
            <More doings={[{ label: 'Look again', act: () => void refresh() }]} code={code()} />
          </>
        }
        answer={isKnown ? answer(checks, kept.data!, now) : ''}
        phoneLines={[6, 0]}
      />
      {refused && <Problem error={refused} />}
      {kept.data && <Progress kept={kept.data} now={now} />}
      {isKnown ? (
        <Checks checks={checks} />
      ) : (
        <div aria-busy="true" className="operate-checks-bone">
          <Bone width="60%" height={16} />
        </div>
      )}
      {disk.data ? (
        <DiskPicture disk={disk.data} />
      ) : disk.error ? (
        <Problem error={disk.error} retry={() => void disk.refetch()} />
      ) : (
        <div aria-busy="true" className="operate-disk-bone">
          <Bone width="100%" height={90} />
        </div>
      )}
      {kept.data ? (
        <>
          <Strip kept={kept.data} now={now} />
          <Rows
            kept={kept.data}
            now={now}
            verify={(name) => verify.mutate(name)}
            isBusy={kept.data.active !== null || verify.isPending}
          />
        </>
      ) : (
        <div aria-busy="true" className="operate-strip-bone">
          <Bone width="100%" height={160} />
        </div>
      )}
    </>
  )
}
