import { MessagesSquare } from 'lucide-react';
import { useInstance } from '../../../data/page';
import { useText } from '../../../data/text';
import { Empty, Page } from '../../../design';
import { WelcomePageDocument } from '../../../generated/features/posts/feed/Feeds';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import styles from './Welcome.module.css';

/** The home page of nobody in particular: what this is, and what people write here. The frame says how to come in. */
export function Welcome() {
    const t = useText();
    const { name } = useInstance();
    const pages = usePostPages({ query: WelcomePageDocument, variables: { first: PAGE }, connection: data => data.publicTimeline });

    return (
        <Page title={t('posts.welcome', { name })}>
            <p className={styles.words}>{t('posts.welcomeWords')}</p>
            <h2 className={styles.newest}>{t('posts.newest')}</h2>
            <PostList {...pages} place="welcome" empty={<Empty icon={MessagesSquare} title={t('posts.emptyPublic')} words={t('posts.emptyPublicWords')} />} />
        </Page>
    );
}
