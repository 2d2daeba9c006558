import { useState } from 'react';
import { Monitor, Smartphone } from 'lucide-react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { signOut } from '../../../data/viewer';
import { Button, Icon, Time, toast } from '../../../design';
import { agentOf, isSmall } from '../agent';
import { Loaded, useAsked } from '../parts/asked';
import { Group } from '../parts/Group';
import { PasswordDialog, type Proof } from '../parts/PasswordDialog';
import { Row, Rows } from '../parts/Row';
import { settled, useSave } from '../parts/saved';
import s from '../parts/Parts.module.css';

interface Session {
    id: string;
    user_agent: string | null;
    address: string | null;
    created_at: string;
    last_seen_at: string | null;
    current: boolean;
}

/** Where one is signed in. */
export function Sessions() {
    const asked = useAsked<Session[]>('/auth/sessions?limit=100');
    const [asking, setAsking] = useState(false);
    const t = useText();
    const save = useSave();
    const end = async (session: Session, all: readonly Session[]) => {
        if (session.current)
            return signOut().catch(() => void toast(t('app.signOutFailed'), { failed: true }));
        if ((await save(rest.delete(`/auth/sessions/${session.id}`))).ok)
            asked.set(all.filter(one => one !== session));
    };
    const endOthers = async (proof: Proof) => settled(await rest.delete('/auth/sessions', proof), asked.load);

    return (
        <Group words={t('settings.sessionsWords')}>
            <Loaded of={asked}>
                {all => (
                    <>
                        <Rows label={t('settings.sessions')}>{all.map(one => <Device key={one.id} session={one} onEnd={() => void end(one, all)} />)}</Rows>
                        {all.length > 1 && <Button kind="danger" onPress={() => setAsking(true)}>{t('settings.signOutOthers')}</Button>}
                    </>
                )}
            </Loaded>
            {asking && <PasswordDialog danger title={t('settings.signOutOthers')} words={t('settings.signOutOthersWords')}
                action={t('settings.signOutOthers')} onClose={() => setAsking(false)} onGiven={endOthers} />}
        </Group>
    );
}

function Device({ session, onEnd }: { session: Session; onEnd: () => void }) {
    const t = useText();
    const agent = agentOf(session.user_agent ?? '');
    const { browser, system } = agent, seen = session.last_seen_at ?? session.created_at;
    const name = browser && system ? t('settings.browserOn', { browser, system }) : (browser ?? system ?? session.user_agent) || t('settings.unknownDevice');

    return (
        <Row picture={<Icon of={isSmall(agent) ? Smartphone : Monitor} />}
            name={<>{name}{session.current && <span className={s.here}>{t('settings.thisDevice')}</span>}</>}
            under={<>{session.address && <><bdi>{session.address}</bdi> · </>}{t('settings.lastSeen')} <Time at={seen} /></>}>
            <Button size="small" onPress={onEnd}>{t('settings.signOut')}</Button>
        </Row>
    );
}
