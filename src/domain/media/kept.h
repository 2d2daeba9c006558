/* What is kept of a media for all viewers: kept.c fills it, show.c makes answers of it. */
#pragma once
#include "domain/media/media_own.h"

struct media_kept {
    id id, owner;
    i64 kind;
    maybe_str mime;
    maybe_i64 size, width, height, duration_ms;
    bool animated;
    maybe_str description;
    double focus_x, focus_y;
    maybe_str blurhash, name, poster;
    media_still_page stills;
    raw_json waveform;
    maybe_str filename;
    bool ready, open, shown;         /* shown: its owner is */
};

err media_kept_of(struct arena *, const struct media_row *, struct media_kept *out);
void media_forget(struct world *, id which);
void media_owner_forget(struct world *, id who);
