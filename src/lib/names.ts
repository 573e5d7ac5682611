/** Names for runs that were given none: two words and a number, easy to say and to find again. */

const ADJECTIVES =
  'able amber brave bright calm candid careful clear clever crisp daring deft eager earnest fair fleet fond free gentle glad golden grand happy hardy honest humble jolly keen kind lively loyal lucky mellow merry mild modest neat nimble noble patient placid plucky polite proud quick quiet rapid ready serene sharp silent smooth snappy sober solid steady sturdy subtle sunny swift tidy tranquil true upbeat valiant vivid warm wise witty young zesty'.split(
    ' ',
  )
const NOUNS =
  'ant auk badger bear bee bison bream buck calf carp cat colt cougar crab crane crow cub deer dolphin dove duck eagle eel elk falcon fawn finch fish fly fox frog gnat goat goose grouse gull hare hawk hen heron horse hound jay kit koi lamb lark lynx mare midge mole moose moth mule newt otter owl ox panda perch pig plover pony pug quail ram rat ray robin roe rook seal shad shark sheep shoat shrew skink slug smelt snail snipe sow squid stag stoat stork swan tern toad trout turtle vole wasp whale wolf worm wren yak'.split(
    ' ',
  )

/** `random` returns numbers in [0, 1). */
export function randomName(random: () => number = Math.random): string {
  const one = (words: string[]): string => words[Math.floor(random() * words.length)]!
  return `${one(ADJECTIVES)}-${one(NOUNS)}-${Math.floor(random() * 1000)}`
}
