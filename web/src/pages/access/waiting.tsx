/** What stands where a page of access is still on its way. */
import { Bone } from '../../parts/bone.tsx'

export const Waiting = () => (
  <div aria-busy="true" className="access-waiting">
    {[0, 1, 2].map((part) => (
      <div key={part}>
        <Bone width={120} />
        <Bone width="100%" height={96} />
      </div>
    ))}
  </div>
)
