/* usdt_small: usdt in the layout that has no index register, with room for three places. */
#define USDT_WITHOUT_INDEX
#define USDT_SPECS 3
#include "usdt_programs.h"
