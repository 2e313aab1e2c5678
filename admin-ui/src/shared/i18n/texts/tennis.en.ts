export const tennis = {
  'period.set': 'Set {number}',

  'event.point': 'Point',
  'event.pointOf': 'Point ({how})',
  'event.point.ace': 'Ace',
  'event.point.double_fault': 'Point by double fault',
  'event.point.winner': 'Winner',
  'event.point.error': 'Point by unforced error',
  'event.serve': 'Serve',
  'event.retire': 'Withdrawal',
} as const;
