/*
 * What becomes of a channel's events on open connections, and who listens to what: `channel:<id>` whoever reads it; `channels` stands
 * for the public and private ones that one is in; direct and group ones are heard without subscribing. A listener's floor is the first
 * message that they see.
 */
#include "base/buf.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/messaging.h"
#include "hub/wire.h"

enum { LISTED_TOLD = 1000 };         /* members of a public or private channel up to which it hears who comes and goes */

SHAPE(seat_asked,
    FIELD(seat_asked, place), FIELD(seat_asked, user_id), FIELD(seat_asked, channel_id), FIELD(seat_asked, kind),
    FIELD(seat_asked, made), FIELD(seat_asked, banned),
    FIELD(seat_asked, history_since_joined), FIELD(seat_asked, opened), FIELD(seat_asked, member_opened),
    FIELD(seat_asked, visible_from_seq), FIELD(seat_asked, listed_from_seq));

/* ---- who listens ---- */

static void asked_seat(const struct seat_asked *r, struct seat *out)
{
    seat_of(r->user_id, &(struct seat_row){
        .id = r->channel_id, .kind = r->kind, .made = r->made, .banned = r->banned, .history_since_joined = r->history_since_joined,
        .opened = r->opened, .member_opened = r->member_opened, .visible_from_seq = r->visible_from_seq,
        .listed_from_seq = r->listed_from_seq }, out);
}

static err admit(ctx *c, id me, const struct topic *topic, struct admission *out)
{
    struct seat seat;

    TRY(channel_seat(c, me, topic->of, &seat));
    out->floor = seat.visible_from;
    return OK;
}

static str pairs_text(struct arena *a, const struct topic_ask *asks, size_t n)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < n; i++)
        buf_format(&b, "%s[%lld,%lld,%zu]", i ? "," : "", (long long)asks[i].me.v, (long long)asks[i].topic->of.v, i);
    return buf_str(&b);
}

/* One statement for all; the rows say which of them they are about. */
static err again(ctx *c, struct topic_ask *asks, size_t n)
{
    seat_asked_page page;
    struct seat seat;

    for (size_t i = 0; i < n; i++)
        asks[i].admitted = false;
    TRY(n ? q_seats_asked(c, pairs_text(&c->arena, asks, n), &page) : OK);
    for (size_t i = 0; n && i < page.n; i++) {
        struct topic_ask *ask = &asks[page.at[i].place];
        asked_seat(&page.at[i], &seat);
        ask->admitted = seat.reads;
        ask->floor = seat.visible_from;
    }
    return OK;
}

const struct topic_kind channel_topic = { "channel", TOPIC_OF_ID, .admit = admit, .again = again, .apart = true };

static err members_of_talks(ctx *c, id me, enum talk least, enum talk most, membership_page *out)
{
    seat_asked_page page;
    struct seat seat;

    TRY(q_seats_listened(c, me, least, most, &page));
    *out = (membership_page){ .at = arena_array(&c->arena, struct membership, page.n), .n = page.n };
    for (size_t i = 0; i < page.n; i++) {
        asked_seat(&page.at[i], &seat);
        out->at[i] = (struct membership){ { &channel_topic, seat.channel, { 0 } }, seat.visible_from };
    }
    return OK;
}

static err channels_of(ctx *c, id me, membership_page *out) { return members_of_talks(c, me, TALK_NONE, TALK_NONE, out); }
static err conversations_of(ctx *c, id me, membership_page *out) { return members_of_talks(c, me, TALK_GROUP, TALK_DIRECT, out); }

const struct topic_kind channels_topic = { "channels", TOPIC_ALONE, .members = channels_of, .apart = true };
const struct topic_kind conversations_topic = { "conversations", TOPIC_ALONE, .members = conversations_of, .always = true, .apart = true };
const struct topic_kind *const channel_topics[] = { &channel_topic, &channels_topic, &conversations_topic, NULL };

/* ---- what is said ---- */

struct change_said { id channel_id; strs changed; maybe_id by; };
struct came_said { id channel_id; str kind; maybe_str role; maybe_id by; };
struct went_said { id channel_id; str kind; maybe_str reason; maybe_id by; };
struct member_said { id channel_id, user_id; maybe_str role; maybe_id by; };
struct accepted_said { id channel_id, user_id; };

static SHAPE(change_said, FIELD_AS(change_said, channel_id, "channelId"), FIELD(change_said, changed), FIELD(change_said, by));
static SHAPE(came_said,
    FIELD_AS(came_said, channel_id, "channelId"), FIELD(came_said, kind), FIELD(came_said, role), FIELD(came_said, by));
static SHAPE(went_said,
    FIELD_AS(went_said, channel_id, "channelId"), FIELD(went_said, kind), FIELD(went_said, reason), FIELD(went_said, by));
static SHAPE(member_said,
    FIELD_AS(member_said, channel_id, "channelId"), FIELD_AS(member_said, user_id, "userId"), FIELD(member_said, role),
    FIELD(member_said, by));
static SHAPE(accepted_said, FIELD_AS(accepted_said, channel_id, "channelId"), FIELD_AS(accepted_said, user_id, "userId"));

static maybe_id id_or_null(maybe_id by) { return (maybe_id){ by.is == GIVEN ? GIVEN : NULLED, by.v }; }
static bool is_kind(str kind, enum channel_kind is) { return str_eq(kind, str_of(channel_kind_words[is])); }
static bool is_list(str kind) { return is_kind(kind, CHANNEL_PUBLIC) || is_kind(kind, CHANNEL_PRIVATE); }

/* Members of a channel that was deleted, and that had so many that they have no events of their own. */
static void say_members_left(struct says *out, const struct channel_told *told)
{
    struct went_said went = { told->channel_id, told->kind, { GIVEN, S("deleted") }, id_or_null(told->by) };
    struct saying *s = say(out, "channel_left", &went_said_shape, &went);

    for (size_t i = 0; i < told->users.n; i++) {
        say_to(out, s, told->users.at[i]);
        move_out(out, told->users.at[i], &channel_topic, told->channel_id);
    }
}

static bool has_word(strs words, str word)
{
    for (size_t i = 0; i < words.n; i++)
        if (str_eq(words.at[i], word))
            return true;
    return false;
}

/* Another kind, or another history: who listens, and from where on, is asked again. */
static void say_change(struct says *out, const struct channel_told *told)
{
    struct change_said change = { told->channel_id, told->changed, id_or_null(told->by) };

    say_to_topic(out, say(out, "channel_changed", &change_said_shape, &change), &channel_topic, told->channel_id);
    if (has_word(told->changed, S("kind")) || has_word(told->changed, S("history")))
        move_ask_topic(out, &channel_topic, told->channel_id);
}

static err say_changed(ctx *c, const struct event *e, struct says *out)
{
    struct channel_told told;

    TRY(event_read(&c->arena, e, channel_changed, &told));
    if (str_eq(told.type, S("channel_ended")))
        move_over(out, &channel_topic, told.channel_id);
    else if (str_eq(told.type, S("members_left")))
        say_members_left(out, &told);
    else if (told.deleted.is != GIVEN)           /* its members hear of that one by one, with their memberships */
        say_change(out, &told);
    return OK;
}

/* ---- members ---- */

/* Groups hear who comes and goes, and the listeners of public and private channels that are not too large; the two of a direct one know. */
static void say_member(struct says *out, const struct membership_told *told, const char *type)
{
    bool heard = is_kind(told->kind, CHANNEL_GROUP) || (is_list(told->kind) && told->member_count <= LISTED_TOLD);
    maybe_str role = { told->role.is == GIVEN ? GIVEN : NULLED, told->role.v };
    struct member_said member = { told->channel_id, told->user_id, role, id_or_null(told->by) };

    if (heard)
        say_to_topic(out, say(out, type, &member_said_shape, &member), &channel_topic, told->channel_id);
}

static void say_came(struct says *out, const struct membership_told *told)
{
    const struct topic_kind *through = is_list(told->kind) ? &channels_topic : &conversations_topic;
    i64 floor = told->visible_from.is == GIVEN ? told->visible_from.v : 0;
    struct came_said came = { told->channel_id, told->kind, told->role, id_or_null(told->by) };

    say_to(out, say(out, "channel_joined", &came_said_shape, &came), told->user_id);
    move_in(out, told->user_id, &channel_topic, told->channel_id, through, floor);
}

static void say_joined(struct says *out, const struct membership_told *told)
{
    say_came(out, told);
    if (told->brought.is != GIVEN)               /* they are all there at once */
        say_member(out, told, "member_joined");
}

static void say_left(struct says *out, const struct membership_told *told)
{
    struct went_said went = { told->channel_id, told->kind, told->reason, id_or_null(told->by) };

    say_to(out, say(out, "channel_left", &went_said_shape, &went), told->user_id);
    if (told->reason.is == GIVEN && !str_eq(told->reason.v, S("deleted")))
        say_member(out, told, "member_left");
    move_out(out, told->user_id, &channel_topic, told->channel_id);
}

/* Its maker is told; to its receiver it is there from now on. */
static void say_accepted(struct says *out, const struct membership_told *told)
{
    struct accepted_said accepted = { told->channel_id, told->user_id };

    if (told->maker.is == GIVEN)
        say_to(out, say(out, "request_accepted", &accepted_said_shape, &accepted), told->maker.v);
    say_came(out, told);
}

static err say_membership(ctx *c, const struct event *e, struct says *out)
{
    struct membership_told told;

    TRY(event_read(&c->arena, e, channel_membership, &told));
    if (str_eq(told.type, S("member_joined")))
        say_joined(out, &told);
    else if (str_eq(told.type, S("member_changed")))
        say_member(out, &told, "member_changed");
    else if (str_eq(told.type, S("member_left")))
        say_left(out, &told);
    else if (str_eq(told.type, S("member_banned")))
        move_out(out, told.user_id, &channel_topic, told.channel_id);
    else if (str_eq(told.type, S("request_accepted")))
        say_accepted(out, &told);
    else if (str_eq(told.type, S("history_cleared")))
        move_in(out, told.user_id, &channel_topic, told.channel_id, &conversations_topic, told.visible_from.v);
    return OK;
}

const struct wire channel_wires[] = {
    { &channel_changed, say_changed },
    { &channel_membership, say_membership },
    { &messaging_changed, messaging_say },
    {0}
};
