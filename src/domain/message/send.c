/*
 * Sending: everything that needs to wait (names, what is answered or forwarded) is looked up first; the deed is one transaction. It
 * checks the account and the client_ref, which nobody waits for where checks may hope; takes the number, which two statements that
 * write do; and adds the row and the event. Mentions and replies in threads add what they count.
 */
#include "base/buf.h"
#include "base/ids.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/channel/conversation.h"
#include "domain/channel/reading.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "ports/secrets.h"
#include "text/input.h"

SHAPE_MEMBERS(message_draft, MESSAGE_DRAFT);
SHAPE(message_ref, FIELD(message_ref, id), FIELD(message_ref, ref_digest));

struct sending {
    id me;
    const struct message_draft *draft;
    struct seat seat;
    struct message_row row;                      /* without id and seq */
    struct wording wording;
    ids named;
    ids media;
    struct message_origin origin;                /* of what is forwarded, */
    id forwarded_in;                             /* and the channel that it is taken from, */
    ids shared;                                  /* and its media */
    bool begins;                                 /* the conversation, which is not there */
    struct message made;                         /* the answer, likewise */
    id repeated;                                 /* there was one with the client_ref */
    struct message *out;
};

static bool given(maybe_str s) { return s.is == GIVEN; }
static id id_of(maybe_id which) { return which.is == GIVEN ? which.v : (id){ 0 }; }

/* ---- one client_ref, one message ---- */

/* What was sent with it, so that another text under the same one is found out: with a key, since a text may be guessed. */
static i64 digest_of(ctx *c, const struct message_draft *d, id story, ids media, str content)
{
    struct buf b = BUF_ON(&c->arena);
    u8 mac[32];
    i64 digest;

    buf_format(&b, "%lld %lld %lld ", (long long)id_of(d->reply_to_id).v, (long long)id_of(d->thread_root_id).v,
               (long long)id_of(d->forward_of).v);
    if (story.v)
        buf_format(&b, "story %lld ", (long long)story.v);
    if (d->media_ids.n)
        buf_format(&b, STR_FMT " ", STR_ARG(ids_text(&c->arena, media)));
    buf_add(&b, given(d->message_type) ? d->message_type.v : S("text"));
    buf_byte(&b, ' ');
    buf_add(&b, content);
    secrets_mac(c->world->secrets, S("client_ref"), buf_str(&b), mac);
    memcpy(&digest, mac, sizeof digest);
    return digest;
}

static err ref_judge(struct failure *f, const struct message_ref *found, const struct message_row *row)
{
    if (found->ref_digest == row->ref_digest)
        return OK;
    (void)failure_field(f, S("client_ref"), &client_ref_reused);
    return failure_set(f, &client_ref_reused);
}

/* Before the transaction: only where something else could be refused that was right when the message was first sent. */
static err ref_look(ctx *c, struct sending *in)
{
    struct message_ref found;
    const struct message_row *r = &in->row;

    if (r->client_ref.is != GIVEN || !(r->reply_to.v || r->thread_root.v || r->forward_of.v))
        return OK;
    err e = q_message_ref_get(c, r->channel_id, in->me, r->client_ref.v, &found);
    if (e == OK) {
        in->repeated = found.id;
        e = ref_judge(&c->failure, &found, r);
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static err ref_meet(tx *t, struct sending *in)
{
    const struct message_row *r = &in->row;
    struct message_ref found;

    if (r->client_ref.is != GIVEN)
        return OK;
    if (tx_hopes(t))
        return q_message_ref_hope(t, r->channel_id, in->me, r->client_ref.v);
    err e = q_message_ref_get(t, r->channel_id, in->me, r->client_ref.v, &found);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    in->repeated = found.id;
    TRY(ref_judge(tx_failure(t), &found, r));
    return tx_fail_with(t, ERR_CONFLICT, "It was sent before.");     /* nothing is to be done: the verb answers with it */
}

/* ---- the checks ---- */

static err content_read(ctx *c, struct sending *in)
{
    const struct message_draft *d = in->draft;
    str content = S("");

    TRY(media_ids_read(c, "media_ids", d->media_ids, MESSAGE_MEDIA_MOST, &in->media));
    if (given(d->content) && !text_normal(&c->arena, d->content.v, &content))
        return fail_field(c, S("content"), &invalid_text);
    if (!content.n && !in->media.n && d->forward_of.is != GIVEN)
        return fail_field_saying(c, S("content"), &too_short, "This must not be empty.");
    TRY(message_fits(c, content));
    in->row.content = content;
    return OK;
}

/* Of the people whom it names, those who may read it there. */
err message_wording_read(ctx *c, id me, const struct seat *seat, str content, struct wording *out, ids *named)
{
    size_t kept = 0;

    TRY(wording_of(c, me, content, out));
    TRY(channel_readers(c, seat, wording_named(&c->arena, out), named));
    for (size_t i = 0; i < out->mentions.n; i++)
        if (ids_find(*named, out->mentions.at[i].user_id))
            out->mentions.at[kept++] = out->mentions.at[i];
    out->mentions.n = kept;
    return OK;
}

static const struct problem *const no_such_target = PROBLEM_AS(ERR_INVALID, message_not_found);

static err target_fail(ctx *c, const char *field)
{
    (void)failure_field_saying(&c->failure, str_of(field), no_such_target, "%s", message_not_found.words);
    return fail_saying(c, no_such_target, "%s", message_not_found.words);
}

static const struct message_view *target_among(const message_view_page *seen, id which)
{
    for (size_t i = 0; i < seen->n; i++)
        if (seen->at[i].words->id.v == which.v)
            return seen->at[i].words->deleted ? NULL : &seen->at[i];
    return NULL;
}

static bool is_here(const struct sending *in, const struct message_view *v)
{
    return v && v->words->channel_id.v == in->row.channel_id.v;
}

static const struct message_reply *reply_show(ctx *c, const struct message_view *v)
{
    struct message_reply *out = arena_new(&c->arena, struct message_reply);

    *out = message_reply_of(v->words, v->rest.sender);
    return out;
}

/* Forwarded once more, it still comes from where it was written. Own words stand before those that are copied. */
static err forward_take(ctx *c, struct sending *in, const struct message_view *v)
{
    bool again = v->origin.message.v != 0;
    struct message_forward *out = arena_new(&c->arena, struct message_forward);
    str own = in->row.content, copied = v->words->content.v;

    *out = again ? *v->rest.forwarded_from
                 : (struct message_forward){ { GIVEN, v->words->id }, { GIVEN, v->words->channel_id }, v->rest.sender,
                                             v->words->created_at };
    in->made.forwarded_from = out;
    in->forwarded_in = v->words->channel_id;
    in->shared = v->media_ids;
    in->origin = again ? v->origin : (struct message_origin){ v->words->id, v->words->channel_id, v->sender };
    in->row.content = own.n && copied.n ? arena_format(&c->arena, STR_FMT "\n\n" STR_FMT, STR_ARG(own), STR_ARG(copied))
                    : own.n ? own : copied;
    return message_fits(c, in->row.content);
}

/* The root of a reply's thread is taken for the reply. */
static err targets_take(ctx *c, struct sending *in, const message_view_page *seen)
{
    const struct message_view *reply = target_among(seen, in->row.reply_to), *root = target_among(seen, in->row.thread_root);
    const struct message_view *original = target_among(seen, in->row.forward_of);

    if (in->row.reply_to.v && !is_here(in, reply))
        return target_fail(c, "reply_to_id");
    if (in->row.thread_root.v && !is_here(in, root))
        return target_fail(c, "thread_root_id");
    if (in->row.forward_of.v && !original)
        return target_fail(c, "forward_of");
    if (reply)
        in->made.reply_to = reply_show(c, reply);
    if (root && root->words->thread_root_id.is == GIVEN)
        in->row.thread_root = root->words->thread_root_id.v;
    return original ? forward_take(c, in, original) : OK;
}

static err targets_read(ctx *c, struct sending *in)
{
    ids which = ids_once(&c->arena, (ids){ (id[]){ in->row.reply_to, in->row.thread_root, in->row.forward_of }, 3 });
    message_view_page seen;

    TRY(messages_show(c, in->me, which, &seen));
    return targets_take(c, in, &seen);
}

static err sender_read(ctx *c, struct sending *in)
{
    card_page *cards = arena_new(&c->arena, card_page);

    TRY(cards_get(c, in->me, (ids){ &in->me, 1 }, NULL, cards));
    in->made.sender = cards->n ? cards->at : NULL;
    return OK;
}

static i64 type_of(const struct message_draft *d)
{
    i64 type = MESSAGE_TEXT;

    while (given(d->message_type) && !str_eq(d->message_type.v, str_of(message_type_words[type])))
        type++;
    return type;
}

/* In a conversation that is about to be made: of the people whom it names, the other. */
static err wording_begin(ctx *c, struct sending *in)
{
    size_t kept = 0;

    TRY(wording_of(c, in->me, in->row.content, &in->wording));
    for (size_t i = 0; i < in->wording.mentions.n; i++)
        if (in->wording.mentions.at[i].user_id.v == in->row.story_by.v)
            in->wording.mentions.at[kept++] = in->wording.mentions.at[i];
    in->wording.mentions.n = kept;
    in->named = wording_named(&c->arena, &in->wording);
    return OK;
}

static err prepare(ctx *c, struct sending *in)
{
    const struct message_draft *d = in->draft;

    TRY(in->begins ? OK : channel_seat(c, in->me, in->row.channel_id, &in->seat));
    TRY(content_read(c, in));
    in->row.type = type_of(d);
    in->row.reply_to = id_of(d->reply_to_id);
    in->row.thread_root = id_of(d->thread_root_id);
    in->row.forward_of = id_of(d->forward_of);
    in->row.client_ref = (maybe_str){ given(d->client_ref) ? GIVEN : NULLED, d->client_ref.v };
    in->row.ref_digest = given(d->client_ref) ? digest_of(c, d, in->row.story, in->media, in->row.content) : 0;
    TRY(ref_look(c, in));
    if (in->repeated.v)
        return OK;
    TRY(targets_read(c, in));
    TRY(in->begins ? wording_begin(c, in) : message_wording_read(c, in->me, &in->seat, in->row.content, &in->wording, &in->named));
    in->row.wording = message_wording_pack(&c->arena, &in->wording);
    return sender_read(c, in);
}

/* ---- the deed ---- */

/* Its writer may have deleted it meanwhile, or the sender may have lost sight of it. */
static const struct problem original_unknown = { "message_not_found", ERR_INVALID, NULL, &message_not_found };

static err original_meet(tx *t, const struct sending *in)
{
    struct message_row original;
    struct seat seat;

    if (!in->row.forward_of.v)
        return OK;
    err e = q_message_row_get(t, in->forwarded_in, in->row.forward_of, &original);
    if (e == OK)
        e = channel_seat_in(t, in->me, in->forwarded_in, &seat);
    if (e == ERR_NOT_FOUND || (e == OK && (original.deleted || !seat_sees(&seat, original.seq))))
        return tx_fail_saying(t, &original_unknown, "%s", message_not_found.words);
    return e;
}

static err message_row_add(tx *t, const struct message_row *r, const struct message_origin *o)
{
    return q_message_insert(t, r->channel_id, r->seq, r->id, r->sender_id, r->type, r->content, r->wording, r->reply_to, r->thread_root,
                            o->message, o->channel, o->by, r->client_ref, r->ref_digest, r->media, r->story, r->story_by, r->story_kind);
}

static maybe_id maybe(id which) { return (maybe_id){ which.v ? GIVEN : NULLED, which }; }

static void answer_fill(const struct sending *in, const struct message_row *r, struct message *out)
{
    *out = in->made;
    out->words = (struct message_words){
        .id = r->id, .channel_id = r->channel_id, .conversation_id = r->channel_id, .seq = r->seq,
        .message_type = str_of(message_type_words[r->type]), .content = { GIVEN, r->content },
        .mentions = in->wording.mentions, .reply_to_id = maybe(r->reply_to),
        .thread_root_id = maybe(r->thread_root), .edited_at.is = NULLED, .created_at = { id_ms(r->id) },
    };
    out->client_ref = r->client_ref;
    out->media_url.is = NULLED;
}

static err sent_tell(tx *t, const struct sending *in, const struct message_row *r, const struct channel_turn *turn)
{
    struct message_told told = message_told_of(r, turn->kind);

    told.type = turn->kind < CHANNEL_GROUP ? S("channel_message") : S("dm");
    told.client_ref = (maybe_str){ r->client_ref.is == GIVEN ? GIVEN : ABSENT, r->client_ref.v };
    told.mentions = in->named;
    told.request = message_request(turn->request);
    return message_tell(t, r, &told);
}

id sending_by(const struct sending *in) { return in->me; }

/* Its own, then those of what it forwards: of them those that still are there. */
static err media_take(tx *t, const struct sending *in, const struct message_row *row, enum channel_kind kind)
{
    struct media_take take = message_take(row->id, row->channel_id, kind);

    if (in->media.n)
        TRY(media_attach(t, in->me, in->media, &take));
    return in->shared.n ? media_share(t, in->shared, &take) : OK;
}

static ids media_all(struct arena *a, const struct sending *in)
{
    ids out = { arena_array(a, id, in->media.n + in->shared.n), in->media.n };

    if (in->media.n)
        memcpy(out.at, in->media.at, in->media.n * sizeof *out.at);
    for (size_t i = 0; i < in->shared.n; i++)
        out.at[out.n++] = in->shared.at[i];
    return out;
}

err sending_do(tx *t, struct sending *in, id message, const struct channel_turn *turn)
{
    struct message_row row = in->row;

    row.id = message;
    row.seq = turn->seq;
    row.media = ids_text(tx_arena(t), media_all(tx_arena(t), in));
    TRY(media_take(t, in, &row, turn->kind));
    TRY(message_row_add(t, &row, &in->origin));
    if (row.thread_root.v)
        TRY(thread_replied(t, row.channel_id, row.thread_root, row.id));
    TRY(channel_mentioned(t, row.channel_id, in->named, row.seq));
    answer_fill(in, &row, in->out);
    return sent_tell(t, in, &row, turn);
}

/* Not sent before: among others, whose transaction does not end with it. */
err sending_is_fresh(tx *t, struct sending *in, bool *is)
{
    err e = ref_meet(t, in);

    *is = e == OK;
    if (e != ERR_CONFLICT && e != ERR_INVALID)
        return e;
    failure_begin(tx_failure(t), tx_failure(t)->arena);
    return OK;
}

/* The conversation with the author of the story that it answers. ERR_CONFLICT: somebody has just made it. */
static err conversation_begin(tx *t, struct sending *in)
{
    struct conversation_wish wish = { .others = { &in->row.story_by, 1 } };
    struct channel_kept made;
    id there;

    TRY(conversation_make(t, in->me, &wish, &made, &there));
    in->row.channel_id = made.seat.channel;
    in->seat = made.seat;
    return OK;
}

err sending_alone(tx *t, void *arg)
{
    struct sending *in = arg;
    struct channel_turn turn;

    in->repeated = (id){ 0 };
    TRY(in->begins ? OK : ref_meet(t, in));
    TRY(in->row.story.v ? story_answered_in(t, in->me, in->row.story) : OK);
    TRY(in->begins ? conversation_begin(t, in) : OK);
    TRY(original_meet(t, in));
    id message = tx_new_id(t);
    TRY(channel_take_seq(t, &in->seat, message, &turn));
    return sending_do(t, in, message, &turn);
}

/* What commits with an Idempotency-Key, or looks at more than the channel, has a transaction of its own. */
static bool goes_together(const ctx *c, const struct sending *in)
{
    return !c->stage && !in->begins && in->seat.kind != CHANNEL_DIRECT && !in->row.forward_of.v && !in->media.n;
}

static err sending_run(ctx *c, struct sending *in)
{
    return goes_together(c, in) ? send_in_turn(c, in->row.channel_id, in) : transact(c, sending_alone, in);
}

/* ---- the verb ---- */

static u64 counted(ctx *c, id me) { return rate_of_id(c->world, me); }

static err rate_use(ctx *c, id me)
{
    struct rate r = rate_take(c->world, &messages_minutely, counted(c, me), ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "messages");
}

/* One that is refused counts: nothing else limits how often somebody tries. A repeat does not, nor what is no fault of the sender. */
static void rate_settle(ctx *c, id me, err e, bool repeated)
{
    if (repeated || (e != OK && error_facts[e].status >= 500))
        rate_give_back(c->world, &messages_minutely, counted(c, me), ctx_now(c).ms / 1000);
}

/* Prepared, and sent. */
static err sending_go(ctx *c, struct sending *in, bool *repeated)
{
    err e = prepare(c, in);

    if (e == OK && !in->repeated.v)
        e = sending_run(c, in);
    *repeated = in->repeated.v && (e == OK || e == ERR_CONFLICT);
    rate_settle(c, in->me, e, *repeated);
    if (e == OK && !*repeated)
        message_media_show(c, media_all(&c->arena, in), in->out);
    return *repeated ? message_get(c, in->me, in->repeated, in->out) : e;
}

err message_send(ctx *c, id me, id channel, const struct message_draft *draft, struct message *out, bool *repeated)
{
    struct sending in = { .me = me, .draft = draft, .row = { .channel_id = channel, .sender_id = me }, .out = out };

    TRY(rate_use(c, me));
    return sending_go(c, &in, repeated);
}

/* ---- answering a story ---- */

SHAPE(story_reply,
    FIELD(story_reply, id), FIELD(story_reply, content, .doc = "1 to 5000 characters; may be empty with media"),
    FIELD(story_reply, media_ids, .optional = true, .max = MESSAGE_MEDIA_MOST),
    FIELD(story_reply, client_ref, .min = 1, .max = CLIENT_REF_MOST, .doc = "The same one is the same message, for ever"));

/* One of the budget of conversations is for those that are made. */
static err sending_begin(ctx *c, struct sending *in, bool *repeated)
{
    TRY(conversation_rate_take(c, in->me));
    in->begins = true;
    err e = sending_go(c, in, repeated);
    if (e != OK)
        conversation_rate_give_back(c, in->me);
    return e;
}

static err answer_go(ctx *c, struct sending *in, bool *repeated)
{
    TRY(direct_find(c, in->me, in->row.story_by, &in->row.channel_id));
    if (in->row.channel_id.v)
        return sending_go(c, in, repeated);
    err e = sending_begin(c, in, repeated);
    if (e != ERR_CONFLICT || c->failure.problem)
        return e;
    failure_begin(&c->failure, &c->arena);       /* somebody has made it meanwhile */
    in->begins = false;
    TRY(direct_find(c, in->me, in->row.story_by, &in->row.channel_id));
    return sending_go(c, in, repeated);
}

/* Sent before, and the story has gone since: the same message. ERR_NOT_FOUND story_not_found: it was not. */
static err answer_again(ctx *c, struct sending *in, id story, bool *repeated)
{
    struct message_ref found;

    TRY(content_read(c, in));
    in->row.ref_digest = digest_of(c, in->draft, story, in->media, in->row.content);
    err e = q_message_ref_of_story(c, story, in->me, in->draft->client_ref.v, &found);
    if (e != OK)
        return e == ERR_NOT_FOUND ? fail(c, &story_not_found) : e;
    TRY(ref_judge(&c->failure, &found, &in->row));
    *repeated = true;
    return message_get(c, in->me, found.id, in->out);
}

static err answer_prepared(ctx *c, struct sending *in, const struct story_row *row, bool *repeated)
{
    struct message_story *story = arena_new(&c->arena, struct message_story);

    *story = (struct message_story){ row->id, row->user_id, str_of(story_kind_words[row->kind]), true };
    in->row.story = row->id;
    in->row.story_by = row->user_id;
    in->row.story_kind = row->kind;
    in->made.story = story;
    return answer_go(c, in, repeated);
}

err message_answer_story(ctx *c, id me, const struct story_reply *reply, struct message *out, bool *repeated)
{
    const struct message_draft draft = { .content = reply->content, .media_ids = reply->media_ids, .client_ref = reply->client_ref };
    struct sending in = { .me = me, .draft = &draft, .row = { .sender_id = me }, .out = out };
    struct story_row row;

    TRY(rate_use(c, me));
    err e = story_answer_check(c, me, reply->id, &row);
    if (e == OK)
        return answer_prepared(c, &in, &row, repeated);
    if (e != ERR_NOT_FOUND || !given(reply->client_ref))
        return e;
    failure_begin(&c->failure, &c->arena);
    e = answer_again(c, &in, reply->id, repeated);
    rate_settle(c, me, e, *repeated);
    return e;
}
