/** Days on which something ends. */

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** "23 Feb 2027" */
export const dateOf = (at: number | bigint): string => day.format(Number(at))
