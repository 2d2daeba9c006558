import { Archive } from 'lucide-react';
import { Icon } from '../../../design';
import { useText } from '../../../data/text';
import { listed } from '../store/lists';
import { useChat } from '../store/state';
import s from './List.module.css';

/** Beneath the channels: those that are only read by now. */
export function ArchivedLink() {
    const t = useText(), count = useChat(({ channels }) => listed(channels, 'archived').length);

    return count > 0 && <a className={s.archived} href="/channels?archived"><Icon of={Archive} size={16} />{t('chat.archived_channels')}</a>;
}
