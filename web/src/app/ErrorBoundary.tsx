import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useText } from '../data/text';
import { Page, Problem } from '../design';

interface Props {
    /** Another place is another attempt. */
    path: string;
    children: ReactNode;
}

/* Code that could not be fetched: the network, or another version of Kith since the page was loaded. */
const isMissingCode = (error: unknown) => error instanceof TypeError && /import|module/i.test(error.message);

/** What a screen threw stays in its place: the frame goes on. */
export class ErrorBoundary extends Component<Props, { error: unknown; path: string }> {
    override state = { error: null as unknown, path: this.props.path };

    static getDerivedStateFromError(error: unknown) {
        return { error };
    }

    static getDerivedStateFromProps(props: Props, state: { path: string }) {
        return props.path === state.path ? null : { error: null, path: props.path };
    }

    override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
        console.error(error, componentStack);
    }

    override render() {
        const { error } = this.state;
        const retry = () => isMissingCode(error) ? location.reload() : this.setState({ error: null });

        return error === null ? this.props.children : <Failed onRetry={retry} />;
    }
}

function Failed({ onRetry }: { onRetry: () => void }) {
    const t = useText();

    return <Page title={t('app.failed')}><Problem words={t('app.failedWords')} onRetry={onRetry} /></Page>;
}
