/** The description of a model or a version, edited where it stands. */
import { type Saving, TextInPlace } from '../../../parts/in-place.tsx'

interface DescriptionOf {
  text: string | null
  what: string
  isEditing: boolean
  mayWrite: boolean
  saving: Saving
  save: (text: string) => void
  edit: (isEditing: boolean) => void
}

export const Description = ({ text, what, ...rest }: DescriptionOf) => (
  <TextInPlace
    {...rest}
    text={text ?? ''}
    kind="description"
    label={`Description of the ${what}`}
    placeholder="What it is for, what it must not be used for, who answers for it."
  />
)
