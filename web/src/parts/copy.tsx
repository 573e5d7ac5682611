/** Copying: a button that says it did, a block of code that has one. */
import { useEffect, useState } from 'react'

export function useCopy(): [copied: boolean, copy: (text: string) => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied, (text) => void write(text).then(() => setCopied(true))]
}

/** The clipboard needs a secure context; a plain-HTTP server in a local network is none. */
async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

interface CopyButton {
  text: string
  label?: string
  className?: string
}

export function CopyButton({ text, label = 'Copy', className = 'button small' }: CopyButton) {
  const [copied, copy] = useCopy()
  return (
    <button type="button" className={className} onClick={() => copy(text)}>
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </button>
  )
}

export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <CopyButton text={text} className="button small copy" />
    </div>
  )
}
