/** A small button under a chart that is on or off. */

interface ToggleOf {
  isOn: boolean
  label: string
  children: string
  onClick: () => void
}

export const Toggle = ({ isOn, label, children, onClick }: ToggleOf) => (
  <button
    type="button"
    className="button small bare"
    aria-pressed={isOn}
    aria-label={label}
    title={label}
    onClick={onClick}
  >
    {children}
  </button>
)
