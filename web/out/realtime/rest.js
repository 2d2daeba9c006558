import { address, headersOf, retryMsOf } from './transport.js';
/* What REST has no word for: nothing is done, and that is well. */
const NOTHING = ['', ''];
function call(command) {
    const id = encodeURIComponent;
    switch (command.type) {
        case 'send': {
            const { channelId, content, messageType, mediaIds, replyToId, threadRootId, forwardOf, clientRef } = command;
            return ['POST', `/channels/${id(channelId)}/messages`, {
                    content, message_type: messageType, media_ids: mediaIds, reply_to_id: replyToId, thread_root_id: threadRootId,
                    forward_of: forwardOf, client_ref: clientRef,
                }];
        }
        case 'edit': return ['PATCH', `/messages/${id(command.messageId)}`, { content: command.content }];
        case 'delete': return ['DELETE', `/messages/${id(command.messageId)}`];
        case 'react': return ['PUT', `/messages/${id(command.messageId)}/reactions/${id(command.emoji)}`];
        case 'unreact': return ['DELETE', `/messages/${id(command.messageId)}/reactions/${id(command.emoji)}`];
        case 'read': return ['PUT', `/channels/${id(command.channelId)}/read`, { message_id: command.messageId }];
        case 'typing': return ['POST', `/channels/${id(command.channelId)}/typing`, { is_typing: command.typing }];
        case 'presence':
            return command.status === 'visible' || command.status === 'invisible'
                ? ['PATCH', '/users/me/messaging', { presence: command.status }] : NOTHING;
        default: throw new TypeError(`${command.type} needs a socket`);
    }
}
function acknowledged(command, status, answer) {
    return {
        type: 'ack', ref: command.ref, channelId: answer.channel_id, messageId: answer.id ?? ('messageId' in command ? command.messageId : undefined),
        seq: answer.seq ?? answer.last_read_seq, clientRef: answer.client_ref, createdAt: answer.created_at,
        duplicate: command.type === 'send' ? status === 200 : undefined,
        unreadCount: answer.unread_count, mentionCount: answer.mention_count,
    };
}
/* A server that cannot be reached, or is in trouble, may be asked again. */
const TROUBLE_MS = 3000;
function refused(command, code, detail, retryMs) {
    return { type: 'error', code, ref: command.ref ?? null, detail, retryMs };
}
async function answered(command, answer) {
    const body = await answer.json().catch(() => ({}));
    if (answer.ok)
        return acknowledged(command, answer.status, body);
    const wait = retryMsOf(answer) ?? (answer.status >= 500 || answer.status === 401 ? TROUBLE_MS : undefined);
    return refused(command, body.code ?? `http_${answer.status}`, body.detail ?? answer.statusText, wait);
}
export async function ask(http, credentials, command, signal) {
    const [method, path, body] = call(command);
    if (!method)
        return acknowledged(command, 204, {});
    const headers = { ...headersOf(credentials), ...body && { 'Content-Type': 'application/json' } };
    try {
        return await answered(command, await http.fetch(address(http.base, path), {
            method, headers, credentials: 'include', signal, body: body && JSON.stringify(body),
        }));
    }
    catch (problem) {
        return refused(command, 'unreachable', String(problem), TROUBLE_MS);
    }
}
