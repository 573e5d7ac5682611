/** uPlot formats by the browser's language when it loads; where the system's locale is POSIX, that is one Intl refuses. */
try {
  new Intl.NumberFormat(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true })
}
