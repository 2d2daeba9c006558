import { useState } from 'react';
import { Link2 } from 'lucide-react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button, Empty, Icon, Time } from '../../../design';
import { providerName, useProviders, type Provider } from '../../door/public';
import { Loaded, useAsked } from '../parts/asked';
import { Group } from '../parts/Group';
import { PasswordDialog, type Proof } from '../parts/PasswordDialog';
import { Row, Rows } from '../parts/Row';
import { settled } from '../parts/saved';

interface Identity {
    id: string;
    provider: string;
    email: string | null;
    linked_at: string;
}

type Asking = { link: Provider } | { unlink: Identity } | null;

/** Accounts elsewhere that one signs in with. */
export function Linked() {
    const asked = useAsked<Identity[]>('/auth/identities');
    const providers = useProviders();
    const [asking, setAsking] = useState<Asking>(null);
    const t = useText();

    return (
        <Group words={t('settings.linkedWords')}>
            <Loaded of={asked}>
                {identities => {
                    const others = providers.filter(one => !identities.some(identity => identity.provider === one.name));

                    if (identities.length + others.length === 0)
                        return <Empty icon={Link2} title={t('settings.noProviders')} words={t('settings.noProvidersWords')} />;
                    return (
                        <Rows label={t('settings.linked')}>
                            {identities.map(one => (
                                <Row key={one.id} picture={<Icon of={Link2} />} name={providerName(providers, one.provider)}
                                    under={<>{one.email && <><bdi>{one.email}</bdi> · </>}<Time at={one.linked_at} /></>}>
                                    <Button size="small" onPress={() => setAsking({ unlink: one })}>{t('settings.unlink')}</Button>
                                </Row>
                            ))}
                            {others.map(one => (
                                <Row key={one.name} picture={<Icon of={Link2} />} name={one.title} under={t('settings.notLinked')}>
                                    <Button size="small" onPress={() => setAsking({ link: one })}>{t('settings.link')}</Button>
                                </Row>
                            ))}
                        </Rows>
                    );
                }}
            </Loaded>
            {asking && <Proved asking={asking} title={'link' in asking ? asking.link.title : providerName(providers, asking.unlink.provider)}
                onClose={() => setAsking(null)} onUnlinked={asked.load} />}
        </Group>
    );
}

interface ProvedProps {
    asking: NonNullable<Asking>;
    title: string;
    onClose: () => void;
    onUnlinked: () => void;
}

/** Both ways need a proof; linking then goes on at the provider. */
function Proved({ asking, title, onClose, onUnlinked }: ProvedProps) {
    const t = useText();
    const link = async ({ name }: Provider, proof: Proof) => {
        const path = `/auth/${encodeURIComponent(name)}/link`;
        const answer = await rest.post<{ url: string }>(path, { return_to: '/settings/linked', ...proof });

        if (!answer.ok)
            return answer.problem;
        location.assign(answer.data.url);
        return null;
    };
    const unlink = async ({ id }: Identity, proof: Proof) =>
        settled(await rest.delete(`/auth/identities/${id}`, proof), onUnlinked);

    if ('link' in asking)
        return <PasswordDialog title={t('settings.linkTitle', { name: title })} words={t('settings.linkWords')} action={t('settings.link')}
            onClose={onClose} onGiven={proof => link(asking.link, proof)} />;
    return <PasswordDialog danger title={t('settings.unlinkTitle', { name: title })} words={t('settings.unlinkWords')} action={t('settings.unlink')}
        onClose={onClose} onGiven={proof => unlink(asking.unlink, proof)} />;
}
