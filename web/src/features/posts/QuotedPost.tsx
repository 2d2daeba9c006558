import { nameOf } from '../../data/names';
import { useText } from '../../data/text';
import { Avatar, Time } from '../../design';
import { pathOf, type Shape } from './shape';
import { withShownAddresses } from './text/pieces';
import styles from './QuotedPost.module.css';

/** What a post quotes: a smaller card, and one link to it. A warning stands in place of the text. */
export function QuotedPost({ quoted }: { quoted: NonNullable<Shape['quoted']> }) {
    const t = useText();

    if (quoted === 'gone')
        return <p className={styles.gone}>{t('posts.gone')}</p>;
    const { author, contentWarning, content, createdAt, language } = quoted, name = nameOf(author);
    return (
        <a href={pathOf(quoted)} className={styles.quote}>
            <span className={styles.head}>
                <Avatar of={{ id: author.id, name, url: author.avatarUrl }} size={20} />
                <bdi className={styles.name}>{name}</bdi>
                <bdi className={styles.username}>@{author.username}</bdi>
                <span className={styles.time}><Time at={createdAt} /></span>
            </span>
            <span className={styles.text} dir="auto" lang={contentWarning ? undefined : language ?? undefined}>{contentWarning ?? withShownAddresses(content).replace(/\n\s*\n/g, '\n')}</span>
        </a>
    );
}
