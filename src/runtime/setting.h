/*
 * One setting, and tables of them. A capability declares its settings in a header of its own:
 *
 *     #define GARDEN_SETTINGS(X) \
 *         X(beds, INT, "10", 1, 500, "Beds that one gardener may have")
 *     SETTINGS_DECLARE(garden_settings, GARDEN_SETTINGS);
 *
 * defines them in one .c (SETTINGS_DEFINE), points at garden_settings_group in its struct capability, and reads them where
 * there are settings: garden_settings(c->world->settings)->beds. Names are of the whole program.
 */
#pragma once
#include "base/types.h"

/*
 * X(name, kind, standard, least, most, help, ...); kind: TEXT INT BOOL SIZE (bytes; 64k, 1m) TIME (ms; 5s, 2m, 1h; 5 is 5 s) SECRET,
 * and text that may hold a password: URL, one address or a word; URLS, some, comma-separated. `most` of a TEXT: characters; 0: any number.
 * A TEXT that is one of a few words may say .words = "on,off"; one that is all or some of a few, .some_of.
 */
struct setting {
    const char *name;
    enum setting_kind { SETTING_TEXT, SETTING_INT, SETTING_BOOL, SETTING_SIZE, SETTING_TIME, SETTING_SECRET, SETTING_URL,
                        SETTING_URLS } kind;
    const char *standard;
    i64 least, most;
    const char *help;
    size_t at;                       /* in its struct */
    const char *words, *some_of;
};
enum setting_source { FROM_STANDARD, FROM_FILE, FROM_ENVIRONMENT, FROM_FLAG };

struct settings;
struct settings_group { const struct setting *settings; size_t count, size; };
const void *settings_of(const struct settings *, const struct settings_group *);             /* the group's struct; it was brought */

#define SETTINGS_DECLARE(name, TABLE)                                                          \
    struct name { TABLE(SETTING_MEMBER_) };                                                    \
    extern const struct settings_group name##_group;                                           \
    static inline const struct name *name(const struct settings *s) { return settings_of(s, &name##_group); } \
    extern const struct settings_group name##_group
#define SETTINGS_DEFINE(name, TABLE)                                                           \
    typedef struct name settings_here;       /* one table in a file */                         \
    static const struct setting name##_table[] = { TABLE(SETTING_ROW_) };                      \
    const struct settings_group name##_group = { name##_table, COUNT(name##_table), sizeof(struct name) }

#define SETTING_MEMBER_(name, kind, ...) SETTING_TYPE_##kind name;
#define SETTING_ROW_(name, kind, standard, least, most, help, ...) \
    { #name, SETTING_##kind, standard, least, most, help, offsetof(settings_here, name), __VA_ARGS__ },

#define SETTING_TYPE_TEXT str
#define SETTING_TYPE_INT i64
#define SETTING_TYPE_BOOL bool
#define SETTING_TYPE_SIZE i64
#define SETTING_TYPE_TIME i64
#define SETTING_TYPE_SECRET str
#define SETTING_TYPE_URL str
#define SETTING_TYPE_URLS str
