import { MessagesSquare } from 'lucide-react';
import { useInstance } from '../../../data/page';
import { useText } from '../../../data/text';
import { Empty, LinkButton, Page } from '../../../design';
import { WelcomePageDocument } from '../../../generated/features/posts/feed/Feeds';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import styles from './Welcome.module.css';

/** The home page of nobody in particular: what this is, how to come in, and what people write here. */
export function Welcome() {
    const t = useText();
    const { name } = useInstance();
    const pages = usePostPages({ query: WelcomePageDocument, variables: { first: PAGE }, connection: data => data.publicTimeline });

    return (
        <Page title={t('posts.welcome', { name })}>
            <div className={styles.invitation}>
                <p className={styles.words}>{t('posts.welcomeWords')}</p>
                <div className={styles.ways}>
                    <LinkButton kind="primary" to="/join">{t('posts.joinButton')}</LinkButton>
                    <LinkButton to="/login">{t('posts.signInButton')}</LinkButton>
                </div>
            </div>
            <h2 className={styles.newest}>{t('posts.newest')}</h2>
            <PostList {...pages} place="welcome" empty={<Empty icon={MessagesSquare} title={t('posts.emptyPublic')} words={t('posts.emptyPublicWords')} />} />
        </Page>
    );
}
