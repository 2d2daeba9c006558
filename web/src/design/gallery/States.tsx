import { Inbox } from 'lucide-react';
import { Button } from '../Button';
import { Empty } from '../Empty';
import { Problem } from '../Problem';
import { Loading, Skeleton, SkeletonRow } from '../Skeleton';
import { Part } from './Part';
import s from './Gallery.module.css';

const again = () => {};

export function States() {
    return (
        <Part title="States">
            <div className={s.box}><Loading><SkeletonRow /><SkeletonRow lines={3} /><Skeleton shape="block" height={80} /></Loading></div>
            <div className={s.box}><Empty icon={Inbox} title="Nothing here yet" words="What you save is kept here, for you alone." action={<Button kind="primary">Explore</Button>} /></div>
            <div className={s.box}><Problem words="Kith cannot be reached. Check your connection and try again." onRetry={again} /></div>
            <Problem small words="The comment was not sent." onRetry={again} />
        </Part>
    );
}
