/* Channels as answers show them: what is kept of them, with the people and the last message that belong to it. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/talk/talk_own.h"

static const char *const history_words[] = { "full", "since_joined", NULL };
static const char *const request_words[] = { "sent", "received", NULL };

#define C_(m, ...) FIELD(channel, m, __VA_ARGS__)
SHAPE(channel,
    C_(id, .doc = "Of a conversation too: one number space"), C_(kind, .words = channel_kind_words),
    C_(name, .doc = "Null for a direct one"), C_(topic), C_(description), C_(avatar_url),
    C_(owner_id, .doc = "Null for a direct one"), C_(member_count), C_(role, .words = channel_role_words, .doc = "Null: no member"),
    C_(is_member), C_(announcement, .doc = "Only admins write"), C_(slow_mode_seconds), C_(history, .words = history_words),
    C_(archived), C_(archived_at), C_(last_seq), C_(last_message_id),
    C_(last_message, .doc = "The last message that the caller sees, or null"), C_(unread_count), C_(mention_count), C_(last_read_seq),
    C_(last_read_message_id), C_(visible_from_seq, .doc = "The first message that a member sees"), C_(muted),
    C_(muted_until, .doc = "Null: until it is unmuted"), C_(pin_count), C_(request, .words = request_words), C_(created_at), C_(updated_at),
    C_(is_group, .doc = "These three only of groups and direct ones"), C_(group_name),
    FIELD_PAGE(channel, participants, &card_shape, .optional = true, .doc = "Of a direct one both, the other first; of a group, the first 20"));

/* ---- views ---- */

/* Messages are shown by their own capability: the last of each channel that the viewer sees. */
static bool last_is_seen(const struct channel_kept *k)
{
    return k->last_message.v && seat_sees(&k->seat, k->seat.last_seq);
}

static void pairs_gather(const struct channel_kept *all, size_t n, ids *out)
{
    for (size_t i = 0; i < n; i++)
        if (all[i].seat.kind == CHANNEL_DIRECT) {
            out->at[out->n++] = all[i].seat.peer;
            out->at[out->n++] = all[i].seat.me;
        }
}

static void participant_add(const card_page *cards, id who, card_page *out)
{
    const struct card *card = card_among(cards, who);

    if (card)
        out->at[out->n++] = *card;
}

static void pair_show(struct arena *a, const card_page *cards, const struct seat *s, card_page *out)
{
    out->at = arena_array(a, struct card, 2);
    participant_add(cards, s->peer, out);
    participant_add(cards, s->me, out);
}

err channels_view(ctx *c, id me, const struct channel_kept *all, size_t n, channel_view_page *out)
{
    ids people = { arena_array(&c->arena, id, 2 * n), 0 };
    card_page cards;

    *out = (channel_view_page){ .at = arena_array(&c->arena, struct channel_view, n), .n = n };
    pairs_gather(all, n, &people);
    TRY(cards_get(c, me, ids_once(&c->arena, people), NULL, &cards));
    for (size_t i = 0; i < n; i++) {
        out->at[i] = (struct channel_view){ .kept = &all[i] };
        if (all[i].seat.kind == CHANNEL_DIRECT)
            pair_show(&c->arena, &cards, &all[i].seat, &out->at[i].participants);
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

static maybe_str request_word(const struct seat *s)
{
    bool shown = s->request == REQUEST_SENT || s->request == REQUEST_RECEIVED;

    return word_or_null(shown, shown ? request_words[s->request - REQUEST_SENT] : NULL);
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

void channel_of(const struct channel_view *v, when now, struct channel *out)
{
    const struct channel_kept *k = v->kept;
    const struct seat *s = &k->seat;
    bool direct = s->kind == CHANNEL_DIRECT;

    *out = (struct channel){
        .id = s->channel, .kind = str_of(channel_kind_words[s->kind]), .name = { direct ? NULLED : GIVEN, k->name }, .topic = k->topic,
        .description = k->description, .avatar_url = k->avatar_url, .owner_id = id_or_null(k->owner), .member_count = s->member_count,
        .role = word_or_null(s->member, channel_role_words[s->role]), .is_member = s->member, .announcement = s->announcement,
        .slow_mode_seconds = k->slow_mode_seconds, .history = str_of(history_words[k->since_joined]), .archived = s->archived,
        .archived_at = k->archived_at, .last_seq = s->last_seq, .last_message_id = id_or_null(last_is_seen(k) ? k->last_message : (id){ 0 }),
        .last_message = { v->last_message }, .last_read_message_id.is = NULLED, .visible_from_seq.is = NULLED, .muted_until.is = NULLED,
        .pin_count = k->pin_count, .request = request_word(s), .created_at = k->created_at, .updated_at = k->updated_at,
    };
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
    channel_of(views.at, ctx_now(c), out);
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
        channel_of(&views.at[i], ctx_now(c), &out->at[i]);
    return OK;
}
