/*
 * Tags of languages (BCP 47, RFC 5646): whether one is well-formed, and the usual case of its letters, `pt-BR`, `zh-Hant-TW`. Which
 * subtags exist is not asked: the registry changes every month.
 */
#pragma once
#include "base/types.h"

struct arena;

enum { LANGUAGE_TAG_MOST = 255 };    /* bytes; the RFC sets no bound, its longest real tags have 35 */

/* In its usual case; false: it is not well-formed. */
bool language_tag_read(struct arena *, str tag, str *out);
