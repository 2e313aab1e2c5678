export const basketball = {
  'period.quarter': 'Quarter {number}',

  'event.basket.1': 'Free throw',
  'event.basket.2': '2 points',
  'event.basket.3': '3 points',
  'event.foul': 'Foul',
  'event.foulOf': 'Foul ({kind})',
  'event.foul.personal': 'Personal foul',
  'event.foul.shooting': 'Shooting foul',
  'event.foul.offensive': 'Offensive foul',
  'event.foul.technical': 'Technical foul',
  'event.foul.unsportsmanlike': 'Unsportsmanlike foul',
  'event.foul.flagrant': 'Flagrant foul',
  'event.foul.disqualifying': 'Disqualifying foul',
  'event.timeout': 'Time-out',
  'event.possession': 'Possession',
} as const;
