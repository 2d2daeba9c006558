import { useQuery } from '@apollo/client/react';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Avatar } from '../../../design';
import { NewestChannelsDocument } from '../../../generated/features/people/explore/Explore';
import { Part } from './Part';
import s from './Explore.module.css';

const MOST = 4;

/** Some of the channels that everybody may join, for those who are signed in. */
export function Channels() {
    const t = useText();
    const { data } = useQuery(NewestChannelsDocument, { variables: { first: MOST }, skip: !useViewer() });
    const channels = data?.channels?.edges ?? [];

    return channels.length > 0 && (
        <Part title={t('people.channels')} all="/channels">
            <ul aria-label={t('people.channels')} className={s.channels}>
                {channels.slice(0, MOST).map(({ node: { id, name, topic, avatarUrl, memberCount } }) => (
                    <li key={id}>
                        <a href={`/channels/${id}`} className={s.channel}>
                            <Avatar kind="channel" of={{ id, name: name ?? '', url: avatarUrl }} size={40} />
                            <span className={s.words}>
                                <bdi className={s.name}>{name}</bdi>
                                <bdi className={s.about}>{topic || t('people.memberCount', { count: memberCount })}</bdi>
                            </span>
                        </a>
                    </li>
                ))}
            </ul>
        </Part>
    );
}
