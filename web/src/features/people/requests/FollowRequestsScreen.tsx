import { useApolloClient } from '@apollo/client/react';
import { UserRoundCheck } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { isolated, nameOf } from '../../../data/names';
import { ROWS, usePages } from '../../../data/pages';
import { useEvent } from '../../../data/realtime';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { announce, Button, Empty, LinkButton, Page } from '../../../design';
import type { PersonRowFragment } from '../../../generated/features/people/person/People';
import { AcceptRequestDocument, FollowRequestsDocument, RejectRequestDocument } from '../../../generated/features/people/requests/Requests';
import { takeOff } from '../leave';
import { PagedList } from '../PagedList';
import { type Named } from '../person/names';
import { PersonRow } from '../person/PersonRow';

/** Answers leave the list at once, and come back into it if the server did not take them. */
function useAnswer(again: () => void) {
    const client = useApolloClient();
    const failed = useFailure();
    const t = useText();

    return (person: Named, accept: boolean) => {
        const name = isolated(nameOf(person)), variables = { userId: person.id };
        const sent = accept ? client.mutate({ mutation: AcceptRequestDocument, variables })
            : client.mutate({ mutation: RejectRequestDocument, variables });

        takeOff(client.cache, 'followRequests', 'User', person.id);
        sent.then(() => announce(t(accept ? 'people.accepted' : 'people.rejected', { name })), (error: unknown) => {
            again();
            failed(error);
        });
    };
}

function Request({ person, answer }: { person: PersonRowFragment; answer: (accept: boolean) => void }) {
    const t = useText();
    const named = (deed: 'people.accept' | 'people.reject') => `${t(deed)}, ${nameOf(person)}`;

    return (
        <PersonRow person={person}>
            <Button size="small" kind="primary" aria-label={named('people.accept')} onPress={() => answer(true)}>
                {t('people.accept')}
            </Button>
            <Button size="small" aria-label={named('people.reject')} onPress={() => answer(false)}>{t('people.reject')}</Button>
        </PersonRow>
    );
}

/** /follow-requests */
export default function FollowRequestsScreen() {
    const t = useText();
    const { id, username } = useSignedIn();
    const variables = { first: ROWS };
    const pages = usePages({ query: FollowRequestsDocument, variables, connection: data => data.followRequests, fresh: true });
    const answer = useAnswer(pages.retry);

    useEvent('follow_created', event => event.requested && event.followingId === id && pages.retry());
    return (
        <Page title={t('people.requests')} back={`/@${username}`}>
            <PagedList pages={pages} label={t('people.requests')}
                empty={<Empty icon={UserRoundCheck} title={t('people.noRequests')} words={t('people.noRequestsWords')}
                    action={<LinkButton to="/settings/privacy">{t('people.toPrivacy')}</LinkButton>} />}>
                {person => <Request key={person.id} person={person} answer={accept => answer(person, accept)} />}
            </PagedList>
        </Page>
    );
}
