import { useViewer } from '../../../data/viewer';
import { Welcome } from '../welcome/Welcome';
import { HomeFeeds } from './HomeFeeds';

/** / */
export default function Home() {
    return useViewer() ? <HomeFeeds /> : <Welcome />;
}
