import { Bookmark, House } from 'lucide-react';
import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { provideDetails } from '../../data/details';
import { PostsByIdsDocument } from '../../generated/features/posts/feed/Feeds';
import { keys } from './feed/keys';
import { HomeNews } from './feed/news';

provideDetails('Post', PostsByIdsDocument);

export const feature: Feature = {
    name: 'posts',
    routes: [
        { path: '/', screen: screen(() => import('./home/Home')), anyone: true },
        { path: '/tag/:tag', screen: screen(() => import('./tag/Tag')), anyone: true },
        { path: '/saved', screen: screen(() => import('./saved/Saved')) },
    ],
    entries: [
        { to: '/', label: 'posts.home', icon: House, order: 10, anyone: true, letter: 'h' },
        { to: '/saved', label: 'posts.saved', icon: Bookmark, order: 60, letter: 's' },
    ],
    keys,
    always: HomeNews,
};
