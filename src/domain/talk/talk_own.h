/* Shared by the files of this capability. */
#pragma once
#include "domain/talk/talk.h"
