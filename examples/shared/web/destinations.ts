/** Where a user may go on to once the password was asked again, by a name that may stand in an address. */
export const destinations = {
  home: '/',
  account: '/account',
  'second-factor': '/account/second-factor',
  sessions: '/sessions',
} as const;

export type Destination = keyof typeof destinations;

export type Path = (typeof destinations)[Destination] | '/login' | '/login/code';

/** Only what is listed: an address cannot lead elsewhere. */
export function destinationOf(name: string): Destination {
  return Object.hasOwn(destinations, name) ? (name as Destination) : 'account';
}
