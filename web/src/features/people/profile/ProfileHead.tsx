import { useMemo } from 'react';
import { CalendarDays } from 'lucide-react';
import { PHONE, useMedia } from '../../../app/media';
import { nameOf } from '../../../data/names';
import { useText, useWords } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Avatar, Icon, Link } from '../../../design';
import type { ProfileHeadFragment } from '../../../generated/features/people/profile/Profile';
import { FoldedText } from '../../posts/public';
import { faceOf, pathOf } from '../person/names';
import { useStanding } from '../person/standing';
import { OtherActions } from './OtherActions';
import { OwnActions } from './OwnActions';
import { partsOf } from './bio';
import s from './Profile.module.css';

function Joined({ at }: { at: string }) {
    const t = useText();
    const { language } = useWords();
    const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' }).format(new Date(at));

    return <span className={s.joined}><Icon of={CalendarDays} size={16} />{t('people.joined', { month })}</span>;
}

function Marks({ id }: { id: string }) {
    const t = useText();
    const { followedBy, muting, blocking } = useStanding(id);
    const marks = [followedBy && t('people.followsYou'), muting && t('people.muted'), blocking && t('people.blocked')].filter(Boolean);

    return marks.map(mark => <span key={String(mark)} className={s.mark}>{mark}</span>);
}

/** Who it is. What one can do stands before all else, for the eye and for the keyboard. */
export function ProfileHead({ person }: { person: ProfileHeadFragment }) {
    const t = useText();
    const isOwn = useViewer()?.id === person.id;
    const { bio, followingCount, followerCount } = person, to = pathOf(person);
    const parts = useMemo(() => partsOf(bio ?? ''), [bio]);

    return (
        <section aria-label={nameOf(person)} className={s.head}>
            {person.bannerUrl && <img src={person.bannerUrl} alt="" className={s.banner} width={640} height={160} decoding="async" />}
            <div className={s.top}>
                <span className={s.picture}><Avatar of={faceOf(person)} size={useMedia(PHONE) ? 64 : 96} /></span>
                <div className={s.deeds}>{isOwn ? <OwnActions person={person} /> : <OtherActions person={person} />}</div>
            </div>
            <div className={s.names}>
                <p className={s.name}><bdi>{nameOf(person)}</bdi></p>
                <p className={s.facts}><bdi className={s.username}>@{person.username}</bdi><Marks id={person.id} /></p>
            </div>
            {bio && <FoldedText id={`bio:${person.id}`} content={bio} {...parts} />}
            <p className={s.facts}>
                <Link kind="quiet" className={s.count} to={`${to}/following`}>{t('people.followingCount', { count: followingCount })}</Link>
                <Link kind="quiet" className={s.count} to={`${to}/followers`}>{t('people.followerCount', { count: followerCount })}</Link>
                <Joined at={person.createdAt} />
            </p>
        </section>
    );
}
