/* Where the programs are. */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/str.h"
#include "ports/maker/own.h"
#include "runtime/settings.h"


/* Beside this program, unless the setting says where. */
const char *helper_find(struct arena *a, str setting)
{
    char *path = arena_array(a, char, PATH_MAX);
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);

    if (setting.n)
        return arena_cstr(a, setting);
    while (n > 0 && path[n - 1] != '/')
        n--;
    return arena_format(a, STR_FMT "kith-media%c", (int)(n > 0 ? n : 0), path, '\0').p;
}

static bool both_in(struct arena *a, str folder)
{
    return access(arena_format(a, STR_FMT "/ffmpeg%c", STR_ARG(folder), '\0').p, X_OK) == 0 &&
           access(arena_format(a, STR_FMT "/ffprobe%c", STR_ARG(folder), '\0').p, X_OK) == 0;
}

static const char *ffmpeg_in_path(struct arena *a, struct log *log)
{
    str rest = str_of(getenv("PATH")), folder;

    while (str_cut(&rest, ':', &folder))
        if (folder.n && folder.n < MAKER_FOLDER && folder.p[0] == '/' && both_in(a, folder))
            return arena_cstr(a, folder);
    log_line(log, LOG_INFO, "ffmpeg is not installed: films and sounds are shown without posters, durations and waveforms",
             KV_STR("package", S("ffmpeg")));
    return "";
}

err ffmpeg_find(struct arena *a, struct world *w, struct failure *failure, const char **out)
{
    str setting = w->settings->ffmpeg;

    *out = "";
    if (str_eq(setting, S("off")))
        return OK;
    if (str_eq(setting, S("auto"))) {
        *out = ffmpeg_in_path(a, &w->log);
        return OK;
    }
    if (setting.n >= MAKER_FOLDER || !both_in(a, setting))
        return failure_with(failure, ERR_INVALID, "ffmpeg: the folder " STR_FMT " does not have both ffmpeg and ffprobe.",
                            STR_ARG(setting));
    *out = arena_cstr(a, setting);
    return OK;
}
