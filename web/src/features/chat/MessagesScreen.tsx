import { ChatScreen } from './ChatScreen';

export default function MessagesScreen({ params }: { params: Record<string, string> }) {
    return <ChatScreen place="messages" params={params} />;
}
