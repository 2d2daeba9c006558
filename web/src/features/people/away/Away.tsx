import { Ban, VolumeX } from 'lucide-react';
import { nameOf } from '../../../data/names';
import { ROWS, usePages } from '../../../data/pages';
import { useText } from '../../../data/text';
import { Button, Empty } from '../../../design';
import { BlockedPeopleDocument, MutedPeopleDocument } from '../../../generated/features/people/away/Away';
import type { PersonRowFragment } from '../../../generated/features/people/person/People';
import { PagedList } from '../PagedList';
import { useAvoid } from '../person/avoid';
import { PersonRow } from '../person/PersonRow';

interface Props {
    /** After a change: settings say that it is saved. */
    onDone?: () => void;
}

function Blocked({ person, onDone }: Props & { person: PersonRowFragment }) {
    const t = useText();
    const { unblock } = useAvoid(person, onDone);

    return (
        <PersonRow person={person}>
            <Button size="small" aria-label={`${t('people.unblock')}, ${nameOf(person)}`} onPress={unblock}>{t('people.unblock')}</Button>
        </PersonRow>
    );
}

function Muted({ person, onDone }: Props & { person: PersonRowFragment }) {
    const t = useText();
    const { unmute } = useAvoid(person, onDone);

    return (
        <PersonRow person={person}>
            <Button size="small" aria-label={`${t('people.unmute')}, ${nameOf(person)}`} onPress={unmute}>{t('people.unmute')}</Button>
        </PersonRow>
    );
}

/** Whom the viewer blocks: for settings. */
export function BlockedPeople({ onDone }: Props) {
    const t = useText();
    const pages = usePages({ query: BlockedPeopleDocument, variables: { first: ROWS }, connection: data => data.blocks, fresh: true });

    return (
        <PagedList pages={pages} label={t('people.blockedPeople')}
            empty={<Empty icon={Ban} title={t('people.nobodyBlocked')} words={t('people.blockWords')} />}>
            {person => <Blocked key={person.id} person={person} onDone={onDone} />}
        </PagedList>
    );
}

/** Whom the viewer mutes: for settings. */
export function MutedPeople({ onDone }: Props) {
    const t = useText();
    const pages = usePages({ query: MutedPeopleDocument, variables: { first: ROWS }, connection: data => data.mutes, fresh: true });

    return (
        <PagedList pages={pages} label={t('people.mutedPeople')}
            empty={<Empty icon={VolumeX} title={t('people.nobodyMuted')} words={t('people.muteWords')} />}>
            {person => <Muted key={person.id} person={person} onDone={onDone} />}
        </PagedList>
    );
}
