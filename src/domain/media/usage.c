/* What accounts keep: exact, since it changes in the transactions that change media. */
#include "base/str.h"
#include "domain/media/admin.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"

SHAPE(media_usage_row,
    FIELD(media_usage_row, owner), FIELDS(MEDIA_COUNTED, media_usage_row) FIELD(media_usage_row, quota));
SHAPE(media_loose, FIELD(media_loose, count), FIELD(media_loose, bytes));

SHAPE(media_tally, FIELD(media_tally, count), FIELD(media_tally, bytes));
SHAPE(media_by_kind,
    FIELD(media_by_kind, image, .of = &media_tally_shape), FIELD(media_by_kind, video, .of = &media_tally_shape),
    FIELD(media_by_kind, audio, .of = &media_tally_shape), FIELD(media_by_kind, voice, .of = &media_tally_shape),
    FIELD(media_by_kind, file, .of = &media_tally_shape));
SHAPE(media_usage,
    FIELD(media_usage, bytes, .doc = "Of all that is kept"), FIELD(media_usage, reserved, .doc = "By uploads under way, as declared"),
    FIELD(media_usage, quota, .doc = "Null: none"), FIELD(media_usage, count, .doc = "Media that are ready, or being processed"),
    FIELD(media_usage, unattached, .of = &media_tally_shape, .doc = "Of these, those to which nothing refers"),
    FIELD(media_usage, by_kind, .of = &media_by_kind_shape));

static SHAPE(media_store, FIELD(media_store, kind), FIELD_AS(media_store, room, "free", .doc = "Octets; null: nobody knows"));
SHAPE(media_whole,
    FIELD(media_whole, bytes), FIELD(media_whole, reserved), FIELD(media_whole, count),
    FIELD(media_whole, accounts, .doc = "Those that keep anything"), FIELD(media_whole, by_kind, .of = &media_by_kind_shape),
    FIELD(media_whole, unattached, .of = &media_tally_shape), FIELD(media_whole, blob, .of = &media_store_shape));
SHAPE(media_account,
    FIELD(media_account, user, .of = &media_person_shape), FIELD(media_account, bytes), FIELD(media_account, count),
    FIELD(media_account, quota));

struct media_counted media_count_of(enum media_kind kind, i64 n, i64 bytes)
{
    struct media_counted out = { .bytes = bytes };

    switch (kind) {
    case MEDIA_IMAGE: out.images = n; out.image_bytes = bytes; break;
    case MEDIA_VIDEO: out.videos = n; out.video_bytes = bytes; break;
    case MEDIA_AUDIO: out.audios = n; out.audio_bytes = bytes; break;
    case MEDIA_VOICE: out.voices = n; out.voice_bytes = bytes; break;
    default: out.files = n; out.file_bytes = bytes;
    }
    return out;
}

err media_count_in(tx *t, id owner, const struct media_counted *by)
{
    struct media_usage_row now;

    return q_media_usage_add(t, owner, by, &now);
}

i64 media_quota_of(const struct world *w, maybe_i64 own)
{
    i64 standard = media_settings(w->settings)->media_quota;

    return own.is == GIVEN ? own.v : standard ? standard : -1;
}

static err usage_row(ctx *c, id who, struct media_usage_row *out)
{
    err e = q_media_usage_get(c, who, out);

    if (e == ERR_NOT_FOUND)
        *out = (struct media_usage_row){ .owner = who };
    return e == ERR_NOT_FOUND ? OK : e;
}

struct media_usage media_usage_shown(const struct world *w, const struct media_usage_row *row, const struct media_loose *loose)
{
    i64 quota = media_quota_of(w, row->quota);

    return (struct media_usage){
        .bytes = row->bytes, .reserved = row->reserved, .quota = { quota < 0 ? NULLED : GIVEN, quota < 0 ? 0 : quota },
        .count = row->images + row->videos + row->audios + row->voices + row->files,
        .unattached = { loose->count, loose->bytes },
        .by_kind = { { row->images, row->image_bytes }, { row->videos, row->video_bytes }, { row->audios, row->audio_bytes },
                     { row->voices, row->voice_bytes }, { row->files, row->file_bytes } },
    };
}

err media_usage_of(ctx *c, id who, struct media_usage *out)
{
    struct media_usage_row row;
    struct media_loose loose;

    TRY(usage_row(c, who, &row));
    TRY(q_media_loose_get(c, who, &loose));
    *out = media_usage_shown(c->world, &row, &loose);
    return OK;
}

err media_room(ctx *c, id owner, i64 *left)
{
    struct media_usage_row row;

    TRY(usage_row(c, owner, &row));
    i64 quota = media_quota_of(c->world, row.quota), used = row.bytes + row.reserved;
    *left = quota < 0 ? INT64_MAX : quota > used ? quota - used : 0;
    return OK;
}
