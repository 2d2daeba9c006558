import { ChatScreen } from './ChatScreen';

export default function ChannelsScreen({ params }: { params: Record<string, string> }) {
    return <ChatScreen place="channels" params={params} />;
}
