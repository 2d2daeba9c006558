/* What is counted of an account's media: base/members.h. */
#pragma once
#include "base/members.h"

#define MEDIA_COUNTED(X, S) \
    X(S, i64, bytes) \
    X(S, i64, reserved) \
    X(S, i64, images) \
    X(S, i64, image_bytes) \
    X(S, i64, videos) \
    X(S, i64, video_bytes) \
    X(S, i64, audios) \
    X(S, i64, audio_bytes) \
    X(S, i64, voices) \
    X(S, i64, voice_bytes) \
    X(S, i64, files) \
    X(S, i64, file_bytes)
struct media_counted { MEMBERS(MEDIA_COUNTED) };
