/** What charts say of how they draw. */

export const EXTREMES_KEPT = 'Of each stretch the least and the greatest value are drawn, so no spike is lost.'
export const SMOOTHED =
  'Smoothed: an exponential average that forgets by distance on the axis, made of the points drawn; those stay behind it.'
export const CLIPPED = 'The axis shows the middle 98 % of the points drawn; arrows stand for those beyond it.'
