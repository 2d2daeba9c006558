/* All that the client can do, a line each. */
import type { Feature } from './feature';
import { feature as chat } from '../features/chat';
import { feature as compose } from '../features/compose';
import { feature as door } from '../features/door';
import { feature as people } from '../features/people';
import { feature as posts } from '../features/posts';
import { feature as settings } from '../features/settings';
import { feature as stories } from '../features/stories';
import { feature as thread } from '../features/thread';
import { feature as worker } from '../worker';

export const features: readonly Feature[] = [posts, compose, thread, people, chat, stories, door, settings, worker];
