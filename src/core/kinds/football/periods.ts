export const PERIODS = ['first_half', 'second_half', 'et_first_half', 'et_second_half', 'shootout'] as const;
export type FootballPeriod = (typeof PERIODS)[number];
