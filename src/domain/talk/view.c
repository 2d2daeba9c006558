/* Channels as answers show them: what is kept of them, with the people and the last message that belong to it. */
#include <stdlib.h>
#include "base/ids.h"
#include "base/str.h"
#include "domain/talk/talk_own.h"

static const char *const request_words[] = { "sent", "received", NULL };

#define C_(m, ...) FIELD(channel, m, __VA_ARGS__)
SHAPE(channel,
    C_(id, .doc = "Of a conversation too: one number space"), C_(kind, .words = channel_kind_words),
    C_(name, .doc = "Null for a direct one, and for a group without"), C_(topic), C_(description), C_(avatar_url),
    C_(owner_id, .doc = "Null for a direct one"), C_(member_count), C_(role, .words = channel_role_words, .doc = "Null: no member"),
    C_(is_member), C_(announcement, .doc = "Only admins write"), C_(slow_mode_seconds), C_(history, .words = channel_history_words),
    C_(archived), C_(archived_at), C_(last_seq), C_(last_message_id),
    FIELD_LINK(channel, last_message, &message_shape, .nullable = true, .doc = "What the caller sees last"),
    C_(unread_count), C_(mention_count), C_(last_read_seq),
    C_(last_read_message_id), C_(visible_from_seq, .doc = "The first message that a member sees"), C_(muted),
    C_(muted_until, .doc = "Null: until it is unmuted"), C_(pin_count), C_(request, .words = request_words), C_(created_at), C_(updated_at),
    C_(is_group, .doc = "These three only of groups and direct ones"), C_(group_name),
    FIELD_PAGE(channel, participants, &card_shape, .optional = true,
               .doc = "Of a direct one both, the other first; of a group, the first 20"));

/* ---- views ---- */

/* The last message is theirs who see it; what was said before is for nobody a last one. */
static bool last_is_seen(const struct channel_kept *k)
{
    return k->last_message.v && seat_sees(&k->seat, k->seat.last_seq);
}

static err lasts_read(ctx *c, id me, const struct channel_kept *all, size_t n, message_view_page *out)
{
    ids which = { arena_array(&c->arena, id, n), 0 };

    for (size_t i = 0; i < n; i++)
        if (last_is_seen(&all[i]))
            which.at[which.n++] = all[i].last_message;
    *out = (message_view_page){ .n = 0 };
    return which.n ? messages_show(c, me, which, out) : OK;
}

/* They are in the order asked, but for those that have gone meanwhile. */
static const struct message_view *last_next(const struct channel_kept *k, const message_view_page *lasts, size_t *at)
{
    bool is = *at < lasts->n && lasts->at[*at].words->id.v == k->last_message.v;

    return is ? &lasts->at[(*at)++] : NULL;
}

/* The people who belong to some channels: the two of a direct one, the first to join of a group. */
struct cast { participant_page groups; card_page cards; };

static ids people_of_all(struct arena *a, const struct channel_kept *all, size_t n, const participant_page *groups)
{
    ids people = { arena_array(a, id, 2 * n + groups->n), 0 };

    for (size_t i = 0; i < n; i++)
        if (all[i].seat.kind == CHANNEL_DIRECT) {
            people.at[people.n++] = all[i].seat.peer;
            people.at[people.n++] = all[i].seat.me;
        }
    for (size_t i = 0; i < groups->n; i++)
        people.at[people.n++] = groups->at[i].user_id;
    return ids_once(a, people);
}

static err cast_read(ctx *c, const struct channel_kept *all, size_t n, struct cast *out)
{
    ids groups = { arena_array(&c->arena, id, n), 0 };

    for (size_t i = 0; i < n; i++)
        if (all[i].seat.kind == CHANNEL_GROUP)
            groups.at[groups.n++] = all[i].seat.channel;
    TRY(channel_participants(c, groups, PARTICIPANTS_MOST, &out->groups));
    return cards_get(c, (id){ 0 }, people_of_all(&c->arena, all, n, &out->groups), NULL, &out->cards);
}

/* The cards are in the order of their ids. */
static void participant_add(const card_page *cards, id who, card_page *out)
{
    const struct card *card = cards->n ? bsearch(&who, cards->at, cards->n, sizeof *cards->at, id_compare) : NULL;

    if (card)
        out->at[out->n++] = *card;
}

static void pair_show(struct arena *a, const struct cast *cast, const struct seat *s, card_page *out)
{
    out->at = arena_array(a, struct card, 2);
    participant_add(&cast->cards, s->peer, out);
    participant_add(&cast->cards, s->me, out);
}

static void group_show(struct arena *a, const struct cast *cast, const struct seat *s, card_page *out)
{
    out->at = arena_array(a, struct card, PARTICIPANTS_MOST);
    for (size_t i = 0; i < cast->groups.n; i++)
        if (cast->groups.at[i].channel_id.v == s->channel.v)
            participant_add(&cast->cards, cast->groups.at[i].user_id, out);
}

err channels_view(ctx *c, id me, const struct channel_kept *all, size_t n, channel_view_page *out)
{
    message_view_page lasts;
    struct cast cast;

    *out = (channel_view_page){ .at = arena_array(&c->arena, struct channel_view, n), .n = n };
    TRY(cast_read(c, all, n, &cast));
    TRY(lasts_read(c, me, all, n, &lasts));
    for (size_t i = 0, last = 0; i < n; i++) {
        const struct seat *s = &all[i].seat;
        out->at[i] = (struct channel_view){ .kept = &all[i], .last = last_next(&all[i], &lasts, &last) };
        if (seat_talks(s))
            (s->kind == CHANNEL_DIRECT ? pair_show : group_show)(&c->arena, &cast, s, &out->at[i].participants);
    }
    return OK;
}

/* ---- answers ---- */

static maybe_id id_or_null(id which) { return (maybe_id){ which.v ? GIVEN : NULLED, which }; }
static maybe_str word_or_null(bool there, const char *word) { return (maybe_str){ there ? GIVEN : NULLED, str_of(there ? word : "") }; }

static bool is_muted(const struct channel_kept *k, when now)
{
    return k->muted && (k->muted_until.is != GIVEN || k->muted_until.v.ms > now.ms);
}

/* One that was declined may still be accepted. */
static maybe_str request_word(const struct seat *s)
{
    return word_or_null(s->request != REQUEST_NONE, s->request == REQUEST_SENT ? request_words[0] : request_words[1]);
}

/* What only members have. */
static void member_show(const struct channel_kept *k, when now, struct channel *out)
{
    const struct seat *s = &k->seat;
    bool muted = is_muted(k, now);

    out->unread_count = s->last_seq - s->last_read;
    out->mention_count = k->mention_count;
    out->last_read_seq = s->last_read;
    out->last_read_message_id = id_or_null(k->last_read_message);
    out->visible_from_seq = (maybe_i64){ GIVEN, s->visible_from };
    out->muted = muted;
    out->muted_until = (maybe_when){ muted && k->muted_until.is == GIVEN ? GIVEN : NULLED, k->muted_until.v };
}

static void talk_show(const struct channel_view *v, struct channel *out)
{
    out->is_group = (maybe_bool){ GIVEN, v->kept->seat.kind == CHANNEL_GROUP };
    out->group_name = out->name;
    out->participants = v->participants;
}

void channel_of(struct arena *a, const struct channel_view *v, when now, struct channel *out)
{
    const struct channel_kept *k = v->kept;
    const struct seat *s = &k->seat;

    *out = (struct channel){
        .id = s->channel, .kind = str_of(channel_kind_words[s->kind]), .name = { k->name.n ? GIVEN : NULLED, k->name }, .topic = k->topic,
        .description = k->description, .avatar_url = k->avatar_url, .owner_id = id_or_null(k->owner), .member_count = s->member_count,
        .role = word_or_null(s->member, channel_role_words[s->role]), .is_member = s->member, .announcement = s->announcement,
        .slow_mode_seconds = k->slow_mode_seconds, .history = str_of(channel_history_words[k->since_joined]), .archived = s->archived,
        .archived_at = k->archived_at, .last_seq = s->last_seq,
        .last_message_id = id_or_null(last_is_seen(k) ? k->last_message : (id){ 0 }),
        .last_read_message_id.is = NULLED, .visible_from_seq.is = NULLED, .muted_until.is = NULLED,
        .pin_count = k->pin_count, .request = request_word(s), .created_at = k->created_at, .updated_at = k->updated_at,
    };
    if (v->last) {
        struct message *last = arena_new(a, struct message);
        message_of(v->last, last);
        out->last_message = last;
    }
    if (s->member)
        member_show(k, now, out);
    if (seat_talks(s))
        talk_show(v, out);
}

err channel_show(ctx *c, id me, id which, struct channel *out)
{
    struct channel_kept kept;
    channel_view_page views;

    TRY(channel_get(c, me, which, &kept));
    TRY(channels_view(c, me, &kept, 1, &views));
    channel_of(&c->arena, views.at, ctx_now(c), out);
    return OK;
}

err channels_show(ctx *c, id me, ids which, channel_page *out)
{
    channel_kept_page kept;
    channel_view_page views;

    TRY(channels_get(c, me, which, &kept));
    TRY(channels_view(c, me, kept.at, kept.n, &views));
    *out = (channel_page){ .at = arena_array(&c->arena, struct channel, views.n), .n = views.n };
    for (size_t i = 0; i < views.n; i++)
        channel_of(&c->arena, &views.at[i], ctx_now(c), &out->at[i]);
    return OK;
}
