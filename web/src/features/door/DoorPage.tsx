import type { ReactNode } from 'react';
import { Page } from '../../design';
import s from './Door.module.css';

/** A narrow page with one thing to do. */
export function DoorPage({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
    return (
        <div className={s.narrow}>
            <Page title={title}>
                <div className={s.door}>
                    {lead && <p className={s.lead}>{lead}</p>}
                    {children}
                </div>
            </Page>
        </div>
    );
}
