import type { Feature } from '../app/feature';
import { UpdatePrompt } from './UpdatePrompt';

export const feature: Feature = { name: 'worker', always: UpdatePrompt };
