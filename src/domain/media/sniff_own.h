/* What the files that sniff share. */
#pragma once
#include "domain/media/format.h"
#include "domain/media/look.h"

/* sniff_sound.c: each changes the format to FORMAT_NONE if it is a relative that nobody takes. */
void webm_read(struct look *, struct sniffed *);
void ogg_read(struct look *, struct sniffed *);
void wav_read(struct look *, struct sniffed *);
void flac_read(struct look *, struct sniffed *);
bool mp3_sniff(struct look *);
