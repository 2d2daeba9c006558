/* What the log and its check share. The chain: an entry's hash covers the link before it, and makes the link behind it. */
#pragma once
#include "domain/audit/audit.h"

struct audit_head { i64 number; str link; i64 beyond; };
typedef PAGE(audit_head) audit_head_page;
extern const struct shape audit_head_shape;

enum { AUDIT_HEAD = 1 };

struct secrets;
str audit_hash_of(struct secrets *, struct arena *, const struct audit_entry *, str link);
str audit_link_behind(struct secrets *, struct arena *, const struct audit_entry *);

extern const struct belongings audit_belongings[];           /* export.c */
