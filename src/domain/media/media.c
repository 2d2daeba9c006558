/* The capability. */
#include "base/id.h"
#include "base/str.h"
#include "domain/media/kept.h"
#include "domain/media/media.sql.h"
#include "runtime/settings.h"

PROBLEMS_DEFINE(media_problems, MEDIA_PROBLEMS)
PERMISSIONS_DEFINE(media_permissions, MEDIA_PERMISSIONS);
RATES_DEFINE(media_rates, MEDIA_RATES);
SETTINGS_DEFINE(media_settings, MEDIA_SETTINGS);
AUDIT_DEFINE(media_audit_actions, MEDIA_AUDIT);

SHAPE(media_row,
    FIELD(media_row, id), FIELD(media_row, owner), FIELD(media_row, kind), FIELD(media_row, asked), FIELD(media_row, state),
    FIELD(media_row, format), FIELD(media_row, mime), FIELD(media_row, size), FIELD(media_row, width), FIELD(media_row, height),
    FIELD(media_row, duration_ms), FIELD(media_row, animated), FIELD(media_row, description), FIELD(media_row, focus_x),
    FIELD(media_row, focus_y), FIELD(media_row, blurhash), FIELD(media_row, waveform), FIELD(media_row, filename),
    FIELD(media_row, sha256), FIELD(media_row, name), FIELD(media_row, poster), FIELD(media_row, stills), FIELD(media_row, bytes),
    FIELD(media_row, fault), FIELD(media_row, detail), FIELD(media_row, refs), FIELD(media_row, open_refs), FIELD(media_row, expires_at));
SHAPE(media_brief,
    FIELD(media_brief, id), FIELD(media_brief, owner), FIELD(media_brief, kind), FIELD(media_brief, state), FIELD(media_brief, duration_ms),
    FIELD(media_brief, bytes), FIELD(media_brief, refs), FIELD(media_brief, open_refs), FIELD(media_brief, expires_at));
SHAPE(media_served,
    FIELD(media_served, id), FIELD(media_served, owner), FIELD(media_served, kind), FIELD(media_served, name), FIELD(media_served, mime),
    FIELD(media_served, filename), FIELD(media_served, open_refs), FIELD(media_served, gone));
SHAPE(media_ref, FIELD(media_ref, media), FIELD(media_ref, open));

SHAPE(media_told, FIELD(media_told, media_id), FIELD(media_told, error));
SHAPE(medias_told, FIELD(medias_told, media));
EVENT_KIND(media_became_ready, "media.ready", media_told);
EVENT_KIND(media_became_failed, "media.failed", media_told);
EVENT_KIND(media_changed, "media.changed", medias_told);
EVENT_KIND(media_gone, "media.gone", medias_told);

str media_base_url(ctx *c)
{
    str own = c->world->settings->media_url;

    return own.n ? str_to(own, own.n - str_ends(own, S("/"))) : ctx_request(c)->origin;
}

/* ---- what events change in memory ---- */

static void changed_ear(void *world, const struct event *e)
{
    struct medias_told told;
    char room[2048];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (event_read_as(&a, e, e->kind, &told) == OK)
        for (size_t i = 0; i < told.media.n; i++)
            media_forget(world, told.media.at[i]);
    arena_close(&a);
}

static void made_ear(void *world, const struct event *e)
{
    struct media_told told;
    char room[1024];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (event_read_as(&a, e, e->kind, &told) == OK)
        media_forget(world, told.media_id);
    arena_close(&a);
    bell_ring(&media_memory(world)->made);
}

static void owner_ear(void *world, const struct event *e)
{
    id who;

    if (id_parse(e->key, &who))
        media_owner_forget(world, who);
}

static const struct listens listeners[] = {
    { KINDS(&media_changed, &media_gone), changed_ear },
    { KINDS(&media_became_ready, &media_became_failed), made_ear },
    { KINDS(&account_hidden, &account_shown, &account_erased), owner_ear },
    {0}
};

static void memory_open(void *memory)
{
    bell_init(&((struct media_memory *)memory)->made);
    uploads_memory_open(memory);
}

static void memory_close(void *memory)
{
    bell_close(&((struct media_memory *)memory)->made);
    uploads_memory_close(memory);
}

extern const struct migration media_migrations[];
const struct capability media_capability = {
    .name = "media",
    .migrations = media_migrations,
    .statements = media_statements,
    .events = KINDS(&media_became_ready, &media_became_failed, &media_changed, &media_gone),
    .memory = sizeof(struct media_memory),
    .memory_open = memory_open,
    .memory_close = memory_close,
    .consumers = media_consumers,
    .jobs = media_jobs,
    .schedules = media_schedules,
    .listeners = listeners,
    .whispers = upload_whispers,
    .wires = media_wires,
    .belongings = media_belongings,
    .holdings = media_holdings,
    .settings = &media_settings_group,
    .settings_check = media_settings_check,
    .rates = media_rates,
    .audit_actions = media_audit_actions,
    .problems = media_problems,
    .permissions = media_permissions,
    .check = media_check,
};
