/** One account: its memberships and tokens, a link for its password, and whether it may be used. */
import { type ReactNode, useState } from 'react'
import { access } from '../../../../../src/features/access/contract/accounts.ts'
import { erasing } from '../../../../../src/features/access/contract/erasing.ts'
import { call } from '../../../api.ts'
import { urlOfWorkspace } from '../../../place.ts'
import { Asked } from '../asked.tsx'
import { type Account, type Roles, useDoing } from '../asks.ts'
import { AccountForm } from './account-form.tsx'
import { AccountTokens } from './account-tokens.tsx'
import { LinkForPassword } from './link.tsx'

interface DetailsOf {
  account: Account
  accounts: Account[]
  isYou: boolean
  table: Roles
}

type Act = 'disable' | 'own' | 'disown' | 'erase'

export function AccountDetails({ account, accounts, isYou, table }: DetailsOf) {
  const { id, name, kind, is_owner, contact, disabled_at, memberships } = account
  const [asked, setAsked] = useState<Act>()
  const [isEditing, setEditing] = useState(false)
  const disabling = useDoing((id: number) => call(access.disableAccount, { id }))
  const enabling = useDoing((id: number) => call(access.enableAccount, { id }))
  const owning = useDoing((is_owner: boolean) => call(access.changeAccount, { id, is_owner }))
  const forgetting = useDoing(() => call(erasing.erase, { id, name }))
  const isActive = disabled_at === null
  const end = (): void => {
    setAsked(undefined)
    disabling.reset()
    owning.reset()
    forgetting.reset()
  }
  const asking: Record<
    Act,
    { question: string; verb: string; act: () => void; of: Pick<typeof disabling, 'isPending' | 'error'> }
  > = {
    erase: {
      question: `Forget ${name} for good? Name, password, tokens and choices go, and what events say of the person. That the events happened stays, and the log still verifies. It cannot be taken back.`,
      verb: `Forget ${name}`,
      act: () => forgetting.mutate(undefined, { onSuccess: end }),
      of: forgetting,
    },
    disable: {
      question: `Disable ${isYou ? 'your own account' : name}? It can do nothing any more, from now on: its password, log-ins and tokens are refused. What it made stays, and it can be enabled again.`,
      verb: 'Disable the account',
      act: () => disabling.mutate(id, { onSuccess: end }),
      of: disabling,
    },
    own: {
      question: `Make ${name} an owner? Owners may do everything in every workspace, and make and disable accounts, yours included.`,
      verb: 'Make an owner',
      act: () => owning.mutate(true, { onSuccess: end }),
      of: owning,
    },
    disown: {
      question: `${isYou ? 'Give up owning the installation' : `Make ${name} no owner any more`}? What remains are the memberships: ${memberships.length ? memberships.map(({ workspace }) => workspace).join(', ') : 'none'}.`,
      verb: 'No owner any more',
      act: () => owning.mutate(false, { onSuccess: end }),
      of: owning,
    },
  }
  const button = (act: Act, label: string): ReactNode => (
    <button
      type="button"
      className={`button small${act === 'own' ? '' : ' takes'}`}
      aria-expanded={asked === act}
      onClick={() => setAsked(act)}
    >
      {label}
    </button>
  )
  return (
    <div className="access-details">
      {kind === 'service' && (
        <p>
          A service account: <b>{contact}</b> answers for it.
        </p>
      )}
      {memberships.length > 0 && (
        <ul className="access-places">
          {memberships.map(({ workspace, role }) => (
            <li key={workspace}>
              <a href={`${urlOfWorkspace(workspace)}members`}>{workspace}</a> as {role}
            </li>
          ))}
        </ul>
      )}
      {kind === 'person' && isActive && <LinkForPassword id={id} name={name} />}
      <p className="access-buttons">
        {isActive && (
          <button
            type="button"
            className="button small"
            aria-expanded={isEditing}
            onClick={() => setEditing(!isEditing)}
          >
            {kind === 'service' ? 'Change name or contact' : 'Rename'}
          </button>
        )}
        {kind === 'person' &&
          isActive &&
          (is_owner ? button('disown', 'No owner any more') : button('own', 'Make an owner'))}
        {isActive ? (
          button('disable', 'Disable')
        ) : (
          <button
            type="button"
            className="button small"
            disabled={enabling.isPending}
            onClick={() => enabling.mutate(id)}
          >
            Enable again
          </button>
        )}
        {kind === 'person' && !isYou && button('erase', 'Forget')}
      </p>
      {asked && (
        <Asked
          key={asked}
          question={asking[asked].question}
          verb={asking[asked].verb}
          isPending={asking[asked].of.isPending}
          error={asking[asked].of.error}
          act={asking[asked].act}
          end={end}
        />
      )}
      {isEditing && (
        <AccountForm
          account={account}
          people={accounts.filter((each) => each.kind === 'person' && each.disabled_at === null)}
          end={() => setEditing(false)}
        />
      )}
      <AccountTokens account={account} table={table} />
    </div>
  )
}
