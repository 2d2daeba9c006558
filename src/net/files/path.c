#include "base/str.h"
#include "base/arena.h"
#include "net/files/own.h"
#include "net/router.h"

enum { NAME_MOST = 255 };

bool name_hidden(str name, bool first)
{
    return str_starts(name, S(".")) && !(first && str_eq(name, S(".well-known")));
}

/*
 * One name between slashes. Decoded once: whatever still looks like an escape is part of the name. A leading dot is
 * refused, and with it "." and ".."; so are separators of any system and control characters.
 */
static bool name_read(struct arena *a, str encoded, bool first, str *name)
{
    if (!url_decode(a, encoded, false, name) || !name->n || name->n > NAME_MOST || name_hidden(*name, first))
        return false;
    for (size_t i = 0; i < name->n; i++)
        if ((u8)name->p[i] < ' ' || name->p[i] == 0x7f || name->p[i] == '/' || name->p[i] == '\\')
            return false;
    return true;
}

bool file_path(struct arena *a, str path, str *names)
{
    struct buf all = BUF_ON(a);
    str encoded, name;

    if (!str_starts(path, S("/")))
        return false;
    path = str_from(path, 1);
    while (str_cut(&path, '/', &encoded)) {
        bool last = !path.p;
        if (last && !encoded.n)
            name = S("index.html");
        else if (!name_read(a, encoded, !all.n, &name))
            return false;
        if (all.n)
            buf_byte(&all, '/');
        buf_add(&all, name);
    }
    *names = buf_str(&all);
    return all.n > 0;
}

/* ---- media types ---- */

static const struct { str extension, type; } types[] = {
    { S("html"),  S("text/html; charset=utf-8") },
    { S("htm"),   S("text/html; charset=utf-8") },
    { S("css"),   S("text/css; charset=utf-8") },
    { S("js"),    S("text/javascript; charset=utf-8") },
    { S("mjs"),   S("text/javascript; charset=utf-8") },
    { S("json"),  S("application/json") },
    { S("map"),   S("application/json") },
    { S("webmanifest"), S("application/manifest+json") },
    { S("wasm"),  S("application/wasm") },
    { S("xml"),   S("application/xml") },
    { S("atom"),  S("application/atom+xml") },
    { S("rss"),   S("application/rss+xml") },
    { S("txt"),   S("text/plain; charset=utf-8") },
    { S("md"),    S("text/markdown; charset=utf-8") },
    { S("csv"),   S("text/csv; charset=utf-8") },
    { S("vtt"),   S("text/vtt; charset=utf-8") },
    { S("ics"),   S("text/calendar; charset=utf-8") },
    { S("svg"),   S("image/svg+xml") },
    { S("png"),   S("image/png") },
    { S("jpg"),   S("image/jpeg") },
    { S("jpeg"),  S("image/jpeg") },
    { S("gif"),   S("image/gif") },
    { S("webp"),  S("image/webp") },
    { S("avif"),  S("image/avif") },
    { S("ico"),   S("image/x-icon") },
    { S("bmp"),   S("image/bmp") },
    { S("woff"),  S("font/woff") },
    { S("woff2"), S("font/woff2") },
    { S("ttf"),   S("font/ttf") },
    { S("otf"),   S("font/otf") },
    { S("mp3"),   S("audio/mpeg") },
    { S("m4a"),   S("audio/mp4") },
    { S("ogg"),   S("audio/ogg") },
    { S("opus"),  S("audio/ogg") },
    { S("flac"),  S("audio/flac") },
    { S("wav"),   S("audio/wav") },
    { S("mp4"),   S("video/mp4") },
    { S("webm"),  S("video/webm") },
    { S("mov"),   S("video/quicktime") },
    { S("m3u8"),  S("application/vnd.apple.mpegurl") },
    { S("pdf"),   S("application/pdf") },
    { S("zip"),   S("application/zip") },
    { S("gz"),    S("application/gzip") },
    { S("tar"),   S("application/x-tar") },
};

str file_type(str name)
{
    size_t dot = name.n;

    while (dot > 0 && name.p[dot - 1] != '.' && name.p[dot - 1] != '/')
        dot--;
    if (dot > 0 && name.p[dot - 1] == '.')
        for (size_t i = 0; i < COUNT(types); i++)
            if (str_eq_nocase(str_from(name, dot), types[i].extension))
                return types[i].type;
    return S("application/octet-stream");
}
