#include "net/testbed.h"
TEST(nothing_yet) {}
