import { List, Search, UserRound } from 'lucide-react';
import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { provideDetails } from '../../data/details';
import { PeopleByIdsDocument } from '../../generated/features/people/person/People';
import { ExploreAside } from './explore/ExploreAside';
import { goToSearch } from './explore/wish';
import { ProfileNews } from './profile/ProfileNews';

provideDetails('User', PeopleByIdsDocument);

const profile = screen(() => import('./profile/ProfileScreen'));
const followers = screen(() => import('./profile/FollowersScreen'));

export const feature: Feature = {
    name: 'people',
    routes: [
        { path: '/explore', screen: screen(() => import('./explore/ExploreScreen')), anyone: true },
        { path: '/@:username', screen: profile, anyone: true },
        { path: '/@:username/comments', screen: profile, anyone: true },
        { path: '/@:username/media', screen: profile, anyone: true },
        { path: '/@:username/followers', screen: followers, anyone: true },
        { path: '/@:username/following', screen: followers, anyone: true },
        { path: '/follow-requests', screen: screen(() => import('./requests/FollowRequestsScreen')) },
        { path: '/lists', screen: screen(() => import('./lists/ListsScreen')) },
        { path: '/lists/:id', screen: screen(() => import('./lists/ListScreen')) },
    ],
    entries: [
        { to: '/explore', label: 'people.explore', icon: Search, order: 20, anyone: true, letter: 'e' },
        { to: '/lists', label: 'people.lists', icon: List, order: 70, letter: 'l' },
        { to: username => `/@${username}`, label: 'people.ownProfile', icon: UserRound, order: 80, letter: 'p' },
    ],
    keys: [{ keys: '/', label: 'people.keySearch', run: goToSearch }],
    always: ProfileNews,
    aside: ExploreAside,
};
