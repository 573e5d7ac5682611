/** PDF, page by page. The reader comes with the first PDF that somebody opens. */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, TextLayer } from 'pdfjs-dist'
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { useEffect, useRef, useState } from 'react'
import { formatCount } from '../../../format/numbers.ts'
import { Reading } from '../file-view.tsx'
import { contentUrl } from '../source.ts'
import type { ViewerOf } from '../viewers.ts'
import { CannotShow, Note } from './note.tsx'
import './pdf.css'

GlobalWorkerOptions.workerSrc = worker

const CHUNK = 262_144

function usePdf(url: string): { pdf?: PDFDocumentProxy; error?: Error } {
  const [state, setState] = useState<{ pdf?: PDFDocumentProxy; error?: Error }>({})
  useEffect(() => {
    // Ranges as pages need them; nothing in a file is run.
    const task = getDocument({
      url,
      rangeChunkSize: CHUNK,
      disableAutoFetch: true,
      disableStream: true,
      enableXfa: false,
      useWasm: false,
      verbosity: 0,
    })
    let isOver = false
    task.promise.then(
      (pdf) => !isOver && setState({ pdf }),
      (error: Error) => !isOver && setState({ error }),
    )
    return () => {
      isOver = true
      void task.destroy()
    }
  }, [url])
  return state
}

export function PdfViewer({ file, view, onView }: ViewerOf) {
  const { pdf, error } = usePdf(contentUrl(file))
  if (error) return <CannotShow why={`It is no PDF that can be read: ${error.message}`} />
  if (!pdf) return <Reading />
  const wanted = Number(view)
  const number = Number.isInteger(wanted) ? Math.min(pdf.numPages, Math.max(1, wanted)) : 1
  const go = (page: number): void => onView(page === 1 ? undefined : String(page))
  return (
    <>
      <Note>
        <span>
          Page {formatCount(number)} of {formatCount(pdf.numPages)}.
        </span>
        {pdf.numPages > 1 && (
          <span className="file-pager">
            <button type="button" className="button small bare" disabled={number === 1} onClick={() => go(number - 1)}>
              Previous
            </button>
            <button
              type="button"
              className="button small bare"
              disabled={number === pdf.numPages}
              onClick={() => go(number + 1)}
            >
              Next
            </button>
          </span>
        )}
      </Note>
      <Page pdf={pdf} number={number} />
    </>
  )
}

function Page({ pdf, number }: { pdf: PDFDocumentProxy; number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const texts = useRef<HTMLDivElement>(null)
  const place = useRef<HTMLElement>(null)
  const [error, setError] = useState<Error>()
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => {
    let isOver = false
    let stop = (): void => undefined
    setDrawn(false)
    async function draw(): Promise<void> {
      const page = await pdf.getPage(number)
      if (isOver || !canvas.current || !texts.current || !place.current) return
      const whole = page.getViewport({ scale: 1 })
      const scale = Math.max(0.2, (place.current.clientWidth - 2) / whole.width)
      const sharp = Math.min(2, devicePixelRatio || 1)
      const viewport = page.getViewport({ scale: scale * sharp })
      Object.assign(canvas.current, { width: Math.floor(viewport.width), height: Math.floor(viewport.height) })
      canvas.current.style.width = `${viewport.width / sharp}px`
      const rendering = page.render({ canvas: canvas.current, viewport })
      texts.current.replaceChildren()
      texts.current.style.setProperty('--total-scale-factor', String(scale))
      const layer = new TextLayer({
        textContentSource: page.streamTextContent(),
        container: texts.current,
        viewport: page.getViewport({ scale }),
      })
      stop = () => {
        rendering.cancel()
        layer.cancel()
      }
      await Promise.all([rendering.promise, layer.render()])
      if (!isOver) setDrawn(true)
    }
    draw().catch((error: Error) => !isOver && setError(error))
    return () => {
      isOver = true
      stop()
    }
  }, [pdf, number])
  if (error) return <CannotShow why={`Page ${number} cannot be drawn: ${error.message}`} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
    <section ref={place} className="file-pdf" aria-label={`Page ${number}`} aria-busy={!isDrawn} tabIndex={0}>
      <div className="pdf-page">
        <canvas ref={canvas} />
        <div ref={texts} className="pdf-texts" />
      </div>
    </section>
  )
}
