/** Two things to draw on, the canvas of a page and the text of an SVG: what is drawn is the same. */
import type { Pen } from '../../../../src/lib/curve.ts'

type Path = (pen: Pen) => void

export interface Stroke {
  color: string
  width: number
  dash?: readonly number[]
  opacity?: number
}

export interface Text {
  color: string
  size: number
  align?: 'left' | 'center' | 'right'
  weight?: number
}

/** Lengths are CSS pixels; y grows downwards. */
export interface Surface {
  stroke(path: Path, look: Stroke): void
  fill(path: Path, look: { color: string; opacity?: number }): void
  /** `y` is the middle of the letters. */
  text(text: string, x: number, y: number, look: Text): void
  /** What is drawn meanwhile shows within the rectangle only. */
  clipped(x: number, y: number, width: number, height: number, draw: () => void): void
  moved(x: number, y: number, draw: () => void): void
}

export const FONT = '"Inter Variable", Inter, system-ui, sans-serif'

export function onCanvas(ctx: CanvasRenderingContext2D): Surface {
  const within = (draw: () => void): void => {
    ctx.save()
    draw()
    ctx.restore()
  }
  return {
    stroke: (path, { color, width, dash = [], opacity = 1 }) =>
      within(() => {
        ctx.strokeStyle = color
        ctx.lineWidth = width
        ctx.globalAlpha = opacity
        ctx.lineJoin = 'round'
        ctx.setLineDash([...dash])
        ctx.beginPath()
        path(ctx)
        ctx.stroke()
      }),
    fill: (path, { color, opacity = 1 }) =>
      within(() => {
        ctx.fillStyle = color
        ctx.globalAlpha = opacity
        ctx.beginPath()
        path(ctx)
        ctx.fill()
      }),
    text: (text, x, y, { color, size, align = 'left', weight = 400 }) =>
      within(() => {
        ctx.fillStyle = color
        ctx.font = `${weight} ${size}px ${FONT}`
        ctx.textAlign = align
        ctx.textBaseline = 'middle'
        ctx.fillText(text, x, y)
      }),
    clipped: (x, y, width, height, draw) =>
      within(() => {
        ctx.beginPath()
        ctx.rect(x, y, width, height)
        ctx.clip()
        draw()
      }),
    moved: (x, y, draw) =>
      within(() => {
        ctx.translate(x, y)
        draw()
      }),
  }
}

const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

const short = (n: number): string => String(Math.round(n * 100) / 100)

const pathOf = (path: Path): string => {
  const parts: string[] = []
  path({
    moveTo: (x, y) => parts.push(`M${short(x)} ${short(y)}`),
    lineTo: (x, y) => parts.push(`L${short(x)} ${short(y)}`),
  })
  return parts.join('')
}

export function onSvg(): Surface & { toString(): string } {
  const out: string[] = []
  let clips = 0
  const solid = (opacity: number | undefined): string => (opacity === undefined ? '' : ` opacity="${opacity}"`)
  return {
    stroke(path, { color, width, dash, opacity }) {
      const dashes = dash?.length ? ` stroke-dasharray="${dash.join(' ')}"` : ''
      out.push(
        `<path d="${pathOf(path)}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"${dashes}${solid(opacity)}/>`,
      )
    },
    fill(path, { color, opacity }) {
      out.push(`<path d="${pathOf(path)}Z" fill="${color}"${solid(opacity)}/>`)
    },
    text(text, x, y, { color, size, align = 'left', weight = 400 }) {
      out.push(
        `<text x="${short(x)}" y="${short(y + size * 0.36)}" fill="${color}" font-size="${size}" font-weight="${weight}" text-anchor="${ANCHORS[align]}">${escaped(text)}</text>`,
      )
    },
    clipped(x, y, width, height, draw) {
      const id = `clip${++clips}`
      out.push(
        `<clipPath id="${id}"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath><g clip-path="url(#${id})">`,
      )
      draw()
      out.push('</g>')
    },
    moved(x, y, draw) {
      out.push(`<g transform="translate(${short(x)} ${short(y)})">`)
      draw()
      out.push('</g>')
    },
    toString: () => out.join('\n'),
  }
}
