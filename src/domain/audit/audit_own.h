/* Shared by the log and its check. The chain: an entry's hash covers the link before it, and makes the link after it. */
#pragma once
#include "domain/audit/audit.h"

struct audit_head { i64 number; str link; i64 beyond; };
typedef PAGE(audit_head) audit_head_page;
extern const struct shape audit_head_shape;

struct audit_begun { i64 number; str link, instance; i64 kept; str seal; };
struct audit_newest { i64 number; str hash; };
extern const struct shape audit_begun_shape, audit_newest_shape;

enum { AUDIT_HEAD = 1 };

struct secrets;
str audit_hash_of(struct secrets *, struct arena *, const struct audit_entry *, str link);
str audit_link_behind(struct secrets *, struct arena *, const struct audit_entry *);

/* The link before the first entry, and the seal over the entries of a log that began without one (audit_begin.c). */
str audit_first_link(struct secrets *, struct arena *, str instance);
str audit_seal_of(struct secrets *, struct arena *, str instance, i64 kept, str link);
err audit_migrated(tx *, int number);

str audit_mac(struct secrets *, struct arena *, str purpose, str text);       /* in hex */

extern const struct belongings audit_belongings[];           /* export.c */
