/** A link by which a person sets the own password: made on demand, shown once, for three days. */
import { useState } from 'react'
import { passwords } from '../../../../../src/features/access/contract/passwords.ts'
import type { Reply } from '../../../../../src/lib/contract.ts'
import { call } from '../../../api.ts'
import { formatAbsolute } from '../../../format/times.ts'
import { Code } from '../../../parts/copy.tsx'
import { rootPath } from '../../../place.ts'
import { Mistake } from '../asked.tsx'
import { useDoing } from '../asks.ts'
import { Once } from '../once.tsx'

export function LinkForPassword({ id, name }: { id: number; name: string }) {
  const [offer, setOffer] = useState<Reply<typeof passwords.offer>>()
  const offering = useDoing((id: number) => call(passwords.offer, { id }))
  if (offer)
    return (
      <Once title={`The link for ${name}`} done={() => setOffer(undefined)}>
        <p>
          <b>Send it to {name} now: it is shown this once.</b> Whoever opens it first sets the password of {name} and is
          logged in. It works once, until {formatAbsolute(Number(offer.expires_at))}; a link made before ended with it.
        </p>
        <Code text={location.origin + rootPath + offer.path} label={`Link for ${name}`} />
      </Once>
    )
  return (
    <p className="access-buttons">
      <button
        type="button"
        className="button small go"
        disabled={offering.isPending}
        onClick={() => offering.mutate(id, { onSuccess: setOffer })}
      >
        Make a link to set the password
      </button>
      <Mistake error={offering.error} />
    </p>
  )
}
