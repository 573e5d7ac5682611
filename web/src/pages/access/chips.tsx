/** What an account is beside its name: a service, an owner, disabled, oneself. */

interface ChipsOf {
  kind: 'person' | 'service'
  isDisabled?: boolean
  isOwner?: boolean
  isYou?: boolean
  /** Came by a group of the identity provider. */
  isByGroup?: boolean
}

export const KindChips = ({ kind, isDisabled = false, isOwner = false, isYou = false, isByGroup = false }: ChipsOf) => (
  <>
    {isYou && <span className="chip">you</span>}
    {isOwner && <span className="chip busy">owner</span>}
    {kind === 'service' && (
      <span className="chip" title="No person: programs use its tokens.">
        service
      </span>
    )}
    {isByGroup && (
      <span className="chip" title="A group of the identity provider gave this role, and may change it.">
        by group
      </span>
    )}
    {isDisabled && (
      <span className="chip warn">
        <i aria-hidden="true">✕</i>disabled
      </span>
    )}
  </>
)
