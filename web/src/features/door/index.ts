import type { Feature } from '../../app/feature';

export const feature: Feature = { name: 'door' };
