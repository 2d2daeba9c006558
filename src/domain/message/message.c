/* The capability, and its event. */
#include "base/json.h"
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "work/sweep.h"

PROBLEMS_DEFINE(message_problems, MESSAGE_PROBLEMS)

PERMISSIONS_DEFINE(message_permissions, MESSAGE_PERMISSIONS);
RATES_DEFINE(message_rates, MESSAGE_RATES);
SETTINGS_DEFINE(message_settings, MESSAGE_SETTINGS);
AUDIT_DEFINE(message_audit_actions, MESSAGE_AUDIT);

/* ---- what happens to a message ---- */

#define T_(m, NAME, ...) FIELD_AS(message_told, m, NAME, __VA_ARGS__)
SHAPE(message_told,
    FIELD(message_told, type), T_(channel_id, "channelId"), T_(message_id, "messageId"), FIELD(message_told, seq),
    FIELD(message_told, from), FIELD(message_told, kind), T_(thread_root_id, "threadRootId"), T_(reply_to_id, "replyToId"),
    T_(client_ref, "clientRef"), FIELD(message_told, by), FIELD(message_told, emoji), T_(user_id, "userId"), FIELD(message_told, count),
    T_(channel_kind, "channelKind"), FIELD(message_told, mentions, .optional = true), FIELD(message_told, request));
EVENT_KIND(message_changed, "channel.*.message.*", message_told);

static maybe_id maybe(id which) { return (maybe_id){ which.v ? GIVEN : NULLED, which }; }

struct message_told message_told_of(const struct message_row *r, enum channel_kind kind)
{
    return (struct message_told){
        .channel_id = r->channel_id, .message_id = r->id, .seq = { GIVEN, r->seq }, .from = maybe(r->sender_id),
        .kind = { GIVEN, str_of(channel_kind_words[kind]) }, .thread_root_id = maybe(r->thread_root), .reply_to_id = maybe(r->reply_to),
        .channel_kind = str_of(channel_kind_words[kind]),
    };
}

err message_tell(tx *t, const struct message_row *r, const struct message_told *told)
{
    return event_tell_on(t, message_changed, r->channel_id, r->id, told);
}

err message_row_read(tx *t, id channel, id which, struct message_row *out)
{
    err e = q_message_row_get(t, channel, which, out);

    return e == ERR_NOT_FOUND ? tx_fail(t, &message_not_found) : e;
}

/* What it changes in the cache. A thread's root shows its replies, but the event of a reply that is deleted does not name it. */
/* What this needs of message_told, since it is read for every message, while the writer waits. */
struct message_touched { id message_id; maybe_id thread_root_id; };
static SHAPE(message_touched,
    FIELD_AS(message_touched, message_id, "messageId"), FIELD_AS(message_touched, thread_root_id, "threadRootId"));

static void changed_ear(struct world *w, struct arena *a, const struct event *e)
{
    struct message_touched told;
    struct failure failure;

    failure_begin(&failure, a);
    if (json_read(a, &failure, e->payload, &message_touched_shape, &told) != OK)
        return;
    message_forget(w, told.message_id);
    message_marks_forget(w, told.message_id);
    if (told.thread_root_id.is == GIVEN)
        message_marks_forget(w, told.thread_root_id.v);
}

static void swept_ear(struct world *w, struct arena *a, const struct event *e)
{
    struct messages_swept_told swept;

    if (event_read(a, e, messages_swept, &swept) != OK)
        return;
    for (size_t i = 0; i < swept.messages.n; i++) {
        message_forget(w, swept.messages.at[i]);
        message_marks_forget(w, swept.messages.at[i]);
    }
}

static void ear(void *world, const struct event *e)
{
    char room[2048];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (e->kind == &messages_swept)
        swept_ear(world, &a, e);
    else
        changed_ear(world, &a, e);
    arena_close(&a);
}

/* ---- the capability ---- */

enum { RETENTION_EVERY_MS = 10 * 60 * 1000 };

static const struct listens listeners[] = { { KINDS(&message_changed, &messages_swept), ear }, {0} };
static const struct schedule schedules[] = { { "message_retention", RETENTION_EVERY_MS, message_retention_run }, {0} };
static const struct job_kind jobs[] = {
    { .name = message_strip_job, .run = message_strip_run, SWEEP_RULES },
    { .name = message_unreact_job, .run = message_unreact_run, SWEEP_RULES },
    { .name = "message_versions", .run = message_versions_run, SWEEP_RULES },
    { .name = message_erase_job, .run = message_erase_run, SWEEP_RULES },
    { .name = message_channel_job, .run = message_channel_run, SWEEP_RULES },
    { .name = message_open_job, .run = message_open_run, SWEEP_RULES },
    {0}
};

extern const struct migration message_migrations[];
const struct capability message_capability = {
    .name = "message",
    .migrations = message_migrations,
    .statements = message_statements,
    .memory = sizeof(struct message_memory),
    .memory_open = message_memory_open,
    .memory_close = message_memory_close,
    .events = KINDS(&message_changed, &messages_swept),
    .consumers = message_consumers,
    .belongings = message_belongings,
    .commands = message_commands,
    .wires = message_wires,
    .schedules = schedules,
    .check = message_check,
    .jobs = jobs,
    .listeners = listeners,
    .settings = &message_settings_group,
    .rates = message_rates,
    .audit_actions = message_audit_actions,
    .problems = message_problems,
    .permissions = message_permissions,
};
